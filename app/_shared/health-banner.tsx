'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Notice } from '@/components/ui/notice'
import { useMe } from './me'

/** For administrators, over every page while the keep, the engine or the gate does not answer: what that means, and since when states may be old. */
export function HealthBanner() {
  const trpc = useTRPC()
  const text = useText().common
  const administrator = useMe().role === 'administrator'
  const status = useQuery({ ...trpc.status.get.queryOptions(), refetchInterval: 30_000, retry: false, enabled: administrator })
  const down = (zone: string) => status.data?.zones.some((one) => one.zone === zone && one.state === 'down') ?? false
  const keep = down('keep')
  const [since, setSince] = useState('')
  useEffect(() => {
    if (keep) setSince(new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(Date.now()))
  }, [keep])
  const said = keep ? text.keepDown(since) : down('host') ? text.engineDown : down('gate') ? text.gateDown : undefined
  if (said === undefined) return null
  return (
    <Notice tone="warn" className="mb-5">
      {said}
    </Notice>
  )
}
