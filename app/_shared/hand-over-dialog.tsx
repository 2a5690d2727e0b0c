'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { PersonView } from '@/contracts/views'
import { useApproval } from './approval'
import { useMe } from './me'

/** Makes a person of the tenant its owner in the place of another, then goes on to the approval. */
export function HandOverDialog({ tenant, person, onClose }: { tenant: string; person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.people.handOver
  const approve = useApproval()
  const people = useQuery(trpc.people.list.queryOptions({ tenant, sort: 'name', limit: 1000 }))
  const owners = (people.data?.items ?? []).filter((one) => one.role === 'owner' && one.id !== person.id)
  const [chosen, setChosen] = useState<string>()
  const [leaves, setLeaves] = useState(false)
  const from = chosen ?? owners.find((one) => one.id === me.person)?.id ?? owners[0]?.id
  const handOver = useMutation(
    trpc.tenants.handOver.mutationOptions({
      onSuccess: ({ action }) => {
        onClose()
        approve({ action })
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(person.name)}
      description={words.consequence(person.name)}
      actions={
        <>
          <Button onClick={onClose}>{text.components.cancel}</Button>
          <Button
            variant="danger"
            pending={handOver.isPending}
            disabledReason={from === undefined ? words.noOwner : undefined}
            onClick={() => from !== undefined && handOver.mutate({ tenant, from, to: person.id, leaves })}
          >
            {words.submit}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={words.from}>
          {(control) => (
            <Select
              {...control}
              value={from ?? null}
              onChange={setChosen}
              grows
              placeholder={words.noOwner}
              options={owners.map((one) => ({ value: one.id, label: one.name, hint: one.email }))}
            />
          )}
        </Field>
        <Checkbox checked={leaves} onChange={setLeaves} label={words.leaves} hint={words.leavesHint} />
        {handOver.isError && <ErrorText>{messageOf(handOver.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
