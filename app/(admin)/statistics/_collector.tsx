'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useNow } from '@/app/_shared/statistics/use-range'
import { useText } from '@/app/_text/use-text'

const percent = (share: number) => `${(100 * share).toFixed(2)} %`

/** What the figures above cost. */
export function Collector() {
  const trpc = useTRPC()
  const text = useText().statistics
  const now = useNow()
  const { data } = useQuery(trpc.statistics.collector.queryOptions())
  if (data === undefined || now === null || now - data.since < 60_000) return null
  const share = (milliseconds: number) => percent(milliseconds / (now - data.since))
  return <p className="mt-1 text-xs text-content-secondary">{text.collector(share(data.cpuMs), share(data.engineMs))}</p>
}
