'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useNow } from '@/app/_shared/statistics/use-range'
import type { Metric } from '@/contracts/statistics'

const metrics = ['load', 'memoryUsed', 'poolUsed', 'requests'] as const satisfies readonly Metric[]
const lengthMs = 6 * 3_600_000
const points = 72

/** The machine in the last six hours; empty lines until that is known. */
export function useLately(): Record<(typeof metrics)[number], readonly (number | null)[]> {
  const trpc = useTRPC()
  const now = useNow()
  const to = now ?? lengthMs
  const { data } = useQuery({
    ...trpc.statistics.machine.queryOptions({ metrics: [...metrics], from: to - lengthMs, to, points }),
    enabled: now !== null,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
  const valuesOf = (metric: Metric) => data?.series.find((one) => one.metric === metric)?.values ?? []
  return { load: valuesOf('load'), memoryUsed: valuesOf('memoryUsed'), poolUsed: valuesOf('poolUsed'), requests: valuesOf('requests') }
}
