'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLiveState } from '@/app/_lib/live'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { Notice } from '@/components/ui/notice'
import type { HealthView } from '@/contracts/detail'
import { downOf, momentOf } from './down'
import { useMe } from './me'

/** Over every page while the backend, the keep, the engine or the gate does not answer: what that means, and since when states may be old. */
export function HealthBanner() {
  const trpc = useTRPC()
  const text = useText().common
  const live = useLiveState()
  const health = useQuery({ ...trpc.live.health.queryOptions(), refetchInterval: 30_000, retry: false })
  const { refetch } = health
  useEffect(() => {
    // The stream of changes broke: ask at once whether more did.
    if (!live) void refetch()
  }, [live, refetch])
  const administrator = useMe().role === 'administrator'
  const said = health.isError ? text.backendSilent : health.data && saidOf(health.data, administrator ? text.down : text.downForTenants)
  if (said === undefined) return null
  return (
    <Notice tone="warn" className="mb-5">
      {said}
    </Notice>
  )
}

function saidOf(health: HealthView, words: Text['common']['down']): string | undefined {
  const down = downOf(health)
  if (down === undefined) return undefined
  if (down !== 'keep') return words[down]
  return health.since === null ? words.keepNever : words.keep(momentOf(health.since, Date.now()))
}
