'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useRef } from 'react'
import type { ChangeView, Topic } from '@/contracts/detail'
import { refresh } from './stale'
import { useTRPC } from './trpc'
import { useVisible } from './use-visible'

const Context = createContext(true)

/** False while the page does not hear of changes. */
export const useLiveState = (): boolean => use(Context)

/** Changes that come together are answered together. */
const gatherMilliseconds = 200

/** The one live subscription: each change makes the queries of its topic ask again. After a break, and when a hidden window is looked at again, everything does, but what would wake a service. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const waiting = useRef(new Set<Topic>())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const started = useRef(false)
  const visible = useVisible()

  const flush = useCallback(() => {
    timer.current = undefined
    const keys = new Set<readonly unknown[]>()
    for (const topic of waiting.current) for (const key of keysOf(trpc, topic)) keys.add(key)
    waiting.current.clear()
    for (const queryKey of keys) void refresh(queryClient, queryKey)
  }, [queryClient, trpc])

  useEffect(() => () => clearTimeout(timer.current), [])

  const { status } = useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, {
      enabled: visible,
      onStarted: () => {
        if (started.current) void refresh(queryClient)
        started.current = true
      },
      onData: (change: ChangeView) => {
        waiting.current.add(change.topic)
        timer.current ??= setTimeout(flush, gatherMilliseconds)
      },
    }),
  )
  return <Context value={status === 'pending'}>{children}</Context>
}

/** Which queries a topic concerns. Total: a topic without a line does not compile. */
function keysOf(trpc: ReturnType<typeof useTRPC>, topic: Topic): readonly (readonly unknown[])[] {
  const overview = [trpc.dashboard.pathKey(), trpc.overview.pathKey()]
  const byTopic: Record<Topic, readonly (readonly unknown[])[]> = {
    actions: [trpc.actions.pathKey(), trpc.ledger.list.pathKey(), ...overview],
    services: [trpc.services.pathKey(), trpc.tenants.pathKey(), ...overview],
    tenants: [trpc.tenants.pathKey(), trpc.auth.me.pathKey(), ...overview],
    domains: [trpc.domains.pathKey(), trpc.services.pathKey(), ...overview],
    certificates: [trpc.certificates.pathKey(), trpc.domains.pathKey()],
    plans: [trpc.plans.pathKey(), trpc.tenants.pathKey()],
    people: [trpc.people.pathKey(), trpc.auth.pathKey()],
    wakes: [trpc.services.wakes.pathKey(), ...overview],
    trust: [trpc.trust.pathKey(), trpc.ledger.list.pathKey(), trpc.auth.me.pathKey()],
    machine: [trpc.status.pathKey(), trpc.live.health.queryKey(), ...overview],
  }
  return byTopic[topic]
}
