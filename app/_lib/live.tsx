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

/** Changes that come together are answered together; pages that sum up everything ask at most every two seconds. */
const gatherMilliseconds = 200
const overviewMilliseconds = 2000
const inOverviews = new Set<Topic>(['actions', 'services', 'tenants', 'domains', 'wakes', 'machine'])

/** The one live subscription: each change makes the queries of its topic ask again. After a break, and when a hidden window is looked at again, everything does, but what would wake a service. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const started = useRef(false)
  const visible = useVisible()

  const { own, overviews } = useMemo(() => {
    const ask = (keys: readonly (readonly unknown[])[]) => {
      for (const queryKey of new Set(keys)) void refresh(queryClient, queryKey)
    }
    return {
      // Whatever changed, somebody may have done it.
      own: makeGather<Topic>(
        (topics) => ask([...[...topics].flatMap((topic) => keysOf(trpc, topic)), trpc.events.pathKey()]),
        gatherMilliseconds,
        0,
      ),
      overviews: makeGather<Topic>(
        () => ask([trpc.dashboard.pathKey(), trpc.overview.pathKey()]),
        gatherMilliseconds,
        overviewMilliseconds,
      ),
    }
  }, [queryClient, trpc])
  useEffect(
    () => () => {
      own.stop()
      overviews.stop()
    },
    [own, overviews],
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
      },
    }),
  )
  return <Context value={status === 'pending'}>{children}</Context>
}

/** Which queries a topic concerns, but for the overviews. Total: a topic without a line does not compile. */
function keysOf(trpc: ReturnType<typeof useTRPC>, topic: Topic): readonly (readonly unknown[])[] {
  const byTopic: Record<Topic, readonly (readonly unknown[])[]> = {
    actions: [trpc.actions.pathKey(), trpc.ledger.list.pathKey()],
    services: [trpc.services.pathKey(), trpc.tenants.pathKey()],
    tenants: [trpc.tenants.pathKey(), trpc.auth.me.pathKey()],
    domains: [trpc.domains.pathKey(), trpc.services.pathKey()],
    certificates: [trpc.certificates.pathKey(), trpc.domains.pathKey()],
    plans: [trpc.plans.pathKey(), trpc.tenants.pathKey()],
    people: [trpc.people.pathKey(), trpc.auth.pathKey()],
    wakes: [trpc.services.wakes.pathKey()],
    trust: [trpc.trust.pathKey(), trpc.ledger.list.pathKey(), trpc.auth.me.pathKey()],
    machine: [trpc.status.pathKey(), trpc.live.health.queryKey()],
  }
  return byTopic[topic]
}
