'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { amountsText } from '@/app/_shared/limits-use'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { TenantDetailView } from '@/contracts/detail'

/** What was given to a tenant on top of its plan, and the way to take it back. */
export function TakeBack({ tenant }: { tenant: TenantDetailView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenants.takeBack
  const update = useMutation(trpc.tenants.update.mutationOptions())
  const { pending, failure, ask } = useAsked(() => toast.done(words.done))
  return (
    <Panel title={words.title} description={words.hint}>
      <div className="flex flex-col items-start gap-5">
        <p className="text-content-raise">{amountsText(tenant.extra ?? {}, text).join(', ')}</p>
        {failure !== undefined && <ErrorText>{failure}</ErrorText>}
        <Button size="md" pending={pending} onClick={() => ask(() => update.mutateAsync({ tenant: tenant.id, extra: 'drop' }))}>
          {words.submit}
        </Button>
      </div>
    </Panel>
  )
}
