'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Id } from '@/components/ui/id'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { ActionDetailView } from '@/contracts/detail'
import { actionAtRest } from '@/contracts/states'
import type { ActionView } from '@/contracts/views'
import { ActionSteps } from './action-progress'
import { useApproval } from './approval'
import { PageSkeleton } from './page-skeleton'
import { QueryView } from './query-view'

interface ActionPageProps {
  action: string
  /** Of the list that it belongs to. */
  backHref: string
}

/** One action: how far it is, live; what was asked; what came of it. */
export function ActionPage({ action, backHref }: ActionPageProps) {
  const trpc = useTRPC()
  const query = useQuery(trpc.actions.get.queryOptions({ action }))
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(data) => <Content action={data} backHref={backHref} refresh={() => void query.refetch()} />}
    </QueryView>
  )
}

function Content({ action, backHref, refresh }: { action: ActionDetailView; backHref: string; refresh: () => void }) {
  const text = useText()
  const words = text.actions
  const [live, setLive] = useState<ActionView>()
  const trpc = useTRPC()
  const moving = !actionAtRest(action.state)
  useSubscription(
    trpc.actions.watch.subscriptionOptions(
      { action: action.id },
      {
        enabled: moving,
        onData: (next: ActionView) => {
          setLive(next)
          if (next.endedAt !== null) refresh()
        },
      },
    ),
  )
  const shown = moving && live !== undefined ? live : action
  return (
    <>
      <PageHeader
        title={action.words}
        back={{ href: backHref, label: words.title }}
        actions={<Deeds action={action} refresh={refresh} />}
      />
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={words.detail.progress} className="lg:col-span-2">
          <ActionSteps view={shown} />
        </Panel>
        <Panel title={words.detail.properties} flush className="self-start">
          <Properties items={propertiesOf(action, text)} />
        </Panel>
        <div className="flex flex-col gap-5">
          <Json title={words.detail.input} value={action.input} />
          {action.result !== null && <Json title={words.detail.result} value={action.result} />}
        </div>
      </div>
    </>
  )
}

function propertiesOf(action: ActionDetailView, text: Text) {
  const words = text.actions.detail
  return [
    { label: words.name, value: <code className="font-mono text-xs">{action.name}</code> },
    { label: words.id, value: <Id value={action.id} what={words.id} /> },
    { label: words.risk, value: text.common.risks[action.risk] },
    { label: words.actor, value: action.actorName },
    { label: words.tenant, value: action.tenantName ?? '–' },
    { label: words.object, value: action.object === null ? '–' : <Id value={action.object} what={words.object} /> },
    { label: words.created, value: <Time at={action.createdAt} /> },
    { label: words.ended, value: <Time at={action.endedAt} /> },
    { label: words.expires, value: <Time at={action.expiresAt} /> },
  ]
}

const Json = ({ title, value }: { title: string; value: Record<string, unknown> }) => (
  <Panel title={title} flush>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to take the focus */}
    <section tabIndex={0} aria-label={title} className="focus-inset max-h-96 overflow-auto p-4">
      <pre className="font-mono text-xs/5 text-content">{JSON.stringify(value, null, 2)}</pre>
    </section>
  </Panel>
)

function Deeds({ action, refresh }: { action: ActionDetailView; refresh: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.actions
  const approve = useApproval()
  const [withdrawing, setWithdrawing] = useState(false)
  const retry = useMutation(
    trpc.actions.retry.mutationOptions({
      onSuccess: () => toast.done(words.retried),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const cancel = useMutation(
    trpc.actions.cancel.mutationOptions({
      onSuccess: () => {
        setWithdrawing(false)
        toast.done(words.withdrawn)
        refresh()
      },
    }),
  )
  if (action.mayRetry)
    return (
      <Button pending={retry.isPending} onClick={() => retry.mutate({ action: action.id })}>
        {words.retry}
      </Button>
    )
  if (action.state !== 'awaiting_approval') return null
  return (
    <>
      <Button onClick={() => setWithdrawing(true)}>{words.withdraw}</Button>
      <Button variant="primary" onClick={() => approve({ action: action.id, onApproved: refresh })}>
        {words.approve}
      </Button>
      <ConfirmDialog
        open={withdrawing}
        onOpenChange={setWithdrawing}
        title={words.withdrawTitle}
        consequence={words.withdrawConsequence}
        confirmLabel={words.withdraw}
        pending={cancel.isPending}
        error={cancel.isError ? messageOf(cancel.error, text.common.unavailable) : undefined}
        onConfirm={() => cancel.mutate({ action: action.id })}
      />
    </>
  )
}
