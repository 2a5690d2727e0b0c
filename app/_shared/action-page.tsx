'use client'

import { useQuery } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useState } from 'react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Id } from '@/components/ui/id'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { actionNames, actionSpec } from '@/contracts/actions'
import type { ActionDetailView } from '@/contracts/detail'
import { actionAtRest } from '@/contracts/states'
import type { ActionView } from '@/contracts/views'
import { useActionDeeds } from './action-deeds'
import { ActionSteps } from './action-progress'
import { actorOf } from './actor'
import { PanelsSkeleton } from './page-skeleton'
import { QueryView } from './query-view'

interface ActionPageProps {
  action: string
  /** On the pages of this tenant; without it on those of administrators. */
  tenant?: string
}

/** One action: how far it is, live; what was asked; what came of it. */
export function ActionPage({ action, tenant }: ActionPageProps) {
  const trpc = useTRPC()
  const query = useQuery(trpc.actions.get.queryOptions({ action }))
  return (
    <QueryView query={query} skeleton={<PanelsSkeleton />}>
      {(data) => <Content action={data} tenant={tenant} refresh={() => void query.refetch()} />}
    </QueryView>
  )
}

interface ContentProps {
  action: ActionDetailView
  tenant: string | undefined
  refresh: () => void
}

function Content({ action, tenant, refresh }: ContentProps) {
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
        back={
          tenant === undefined
            ? { href: paths.actions, label: words.title }
            : { href: paths.own.activity(tenant), label: text.shell.nav.activity }
        }
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
    { label: words.agent, value: agentOf(action, text) },
    { label: words.risk, value: text.common.risks[action.risk] },
    { label: words.actor, value: actorOf(action, text.actions) },
    { label: words.tenant, value: action.tenantName ?? '–' },
    { label: words.object, value: action.object === null ? '–' : <Id value={action.object} what={words.object} /> },
    { label: words.created, value: <Time at={action.createdAt} /> },
    { label: words.ended, value: <Time at={action.endedAt} /> },
    { label: words.expires, value: <Time at={action.expiresAt} /> },
  ]
}

/** Who does it. An older release may have known actions that this one does not. */
function agentOf({ name }: ActionDetailView, { actions, agents }: Text): string {
  const known = actionNames.find((one) => one === name)
  if (known === undefined) return '–'
  const { agent } = actionSpec(known)
  return agent === 'door' ? actions.detail.door : agents.servers[agent].name
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
  const { deedsOf, dialogs } = useActionDeeds(refresh)
  // The safe one stands first, the one that is asked for last.
  const deeds = deedsOf(action).toReversed()
  return (
    <>
      {deeds.map(({ deed, label, disabledReason, pending, onSelect }) => (
        <Button
          key={deed}
          variant={deed === 'approve' ? 'primary' : 'secondary'}
          pending={pending}
          disabledReason={disabledReason}
          onClick={onSelect}
        >
          {label}
        </Button>
      ))}
      {dialogs}
    </>
  )
}
