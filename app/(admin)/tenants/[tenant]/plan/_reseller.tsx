'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import type { TenantDetailView } from '@/contracts/detail'

const none = 'none'

/** Whose customer a tenant is. */
export function ChangeReseller({ tenant }: { tenant: TenantDetailView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenants.reseller
  const people = useQuery(trpc.people.list.queryOptions({ sort: 'name', limit: 1000 }))
  const resellers = (people.data?.items ?? []).filter(({ role }) => role === 'reseller')
  const [chosen, setChosen] = useState(tenant.reseller ?? none)
  const update = useMutation(trpc.tenants.update.mutationOptions())
  const { pending, failure, ask } = useAsked(() => toast.done(words.done))
  if (resellers.length === 0 && tenant.reseller === null) return null
  return (
    <Panel title={words.label}>
      <div className="flex max-w-xl flex-col items-start gap-5">
        <Field label={words.label} hint={words.hint} className="self-stretch">
          {(control) => (
            <Select
              {...control}
              value={chosen}
              onChange={setChosen}
              grows
              options={[
                { value: none, label: words.none },
                ...resellers.map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
              ]}
            />
          )}
        </Field>
        {failure !== undefined && <ErrorText>{failure}</ErrorText>}
        <Button
          variant="primary"
          size="md"
          pending={pending}
          disabledReason={chosen === (tenant.reseller ?? none) && !pending ? words.same : undefined}
          onClick={() => ask(() => update.mutateAsync({ tenant: tenant.id, reseller: chosen === none ? null : chosen }))}
        >
          {words.submit}
        </Button>
      </div>
    </Panel>
  )
}
