'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, use, useEffect, useMemo, useRef } from 'react'
import type { ChangeView, Topic } from '@/contracts/detail'
import { makeGather } from './gather'
import { refresh } from './stale'
import { useTRPC } from './trpc'
import { useVisible } from './use-visible'

const Context = createContext(true)

/** False while the page does not hear of changes. */
export const useLiveState = (): boolean => use(Context)

/** Changes that come together are answered together; what shows them asks at most every second, pages that sum up or list everything every two. */
const gatherMilliseconds = 200
const ownMilliseconds = 1000
const overviewMilliseconds = 2000
const inOverviews = new Set<Topic>(['actions', 'services', 'tenants', 'domains', 'wakes', 'machine', 'alerts', 'requests', 'licences'])
/** What nobody asked for: neither the ledger nor the list of what people did becomes longer. */
const inNoRecord = new Set<Topic>(['wakes', 'machine'])

/** The one live subscription: each change makes the queries of its topic ask again. After a break, and when a hidden window is looked at again, everything does, but what would wake a service. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const started = useRef(false)
  const visible = useVisible()

  const { own, overviews, records } = useMemo(() => {
    const ask = (keys: readonly (readonly unknown[])[]) => {
      for (const queryKey of new Set(keys)) void refresh(queryClient, queryKey)
    }
    return {
      own: makeGather<Topic>((topics) => ask([...topics].flatMap((topic) => keysOf(trpc, topic))), gatherMilliseconds, ownMilliseconds),
      overviews: makeGather<Topic>(
        () => ask([trpc.dashboard.pathKey(), trpc.overview.pathKey()]),
        gatherMilliseconds,
        overviewMilliseconds,
      ),
      records: makeGather<Topic>(() => ask([trpc.events.pathKey(), trpc.ledger.list.pathKey()]), gatherMilliseconds, overviewMilliseconds),
    }
  }, [queryClient, trpc])
  useEffect(
    () => () => {
      own.stop()
      overviews.stop()
      records.stop()
    },
    [own, overviews, records],
  )

  const { status } = useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, {
      enabled: visible,
      onStarted: () => {
        if (started.current) void refresh(queryClient)
        started.current = true
      },
      onData: (change: ChangeView) => {
        own.add(change.topic)
        if (inOverviews.has(change.topic)) overviews.add(change.topic)
        if (!inNoRecord.has(change.topic)) records.add(change.topic)
      },
    }),
  )
  return <Context value={status === 'pending'}>{children}</Context>
}

/** Which queries a topic concerns, but for overviews and records. Total: a topic without a line does not compile. */
function keysOf(trpc: ReturnType<typeof useTRPC>, topic: Topic): readonly (readonly unknown[])[] {
  const byTopic: Record<Topic, readonly (readonly unknown[])[]> = {
    actions: [trpc.actions.pathKey()],
    services: [trpc.services.pathKey(), trpc.tenants.pathKey()],
    tenants: [trpc.tenants.pathKey(), trpc.auth.me.pathKey()],
    domains: [trpc.domains.pathKey(), trpc.services.pathKey()],
    certificates: [trpc.certificates.pathKey(), trpc.domains.pathKey()],
    firewall: [trpc.firewall.pathKey()],
    patches: [trpc.patches.pathKey()],
    plans: [trpc.plans.pathKey(), trpc.tenants.pathKey(), trpc.settings.pathKey()],
    people: [trpc.people.pathKey(), trpc.auth.pathKey()],
    wakes: [trpc.services.wakes.pathKey()],
    trust: [trpc.trust.pathKey(), trpc.auth.me.pathKey()],
    alerts: [trpc.alerts.pathKey()],
    backups: [trpc.backups.pathKey()],
    requests: [trpc.requests.pathKey()],
    licences: [trpc.licences.pathKey()],
    machine: [trpc.status.pathKey(), trpc.live.health.queryKey()],
  }
  return byTopic[topic]
}
