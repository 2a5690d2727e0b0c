'use client'

import { useMemo } from 'react'
import { useText } from '@/app/_text/use-text'
import { Chart } from '@/components/charts/chart'
import { formatMilliseconds } from '@/components/ui/format'
import type { WakeHourView } from '@/contracts/detail'
import { formatNumber } from '@/contracts/number'

const hourLabel = (hour: number) => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false }).format(hour)

/** The last 24 hours of wakes: how many, and how long the slowest took. */
export function WakeHours({ hours }: { hours: readonly WakeHourView[] }) {
  const text = useText().dashboard
  const counts = useMemo(() => hours.map((hour) => ({ label: hourLabel(hour.hour), value: hour.count })), [hours])
  const times = useMemo(() => hours.map((hour) => ({ label: hourLabel(hour.hour), value: hour.p95 })), [hours])
  if (hours.every((hour) => hour.count === 0)) return <p className="text-content-secondary">{text.noWakes}</p>
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <div>
        <h3 className="mb-2 text-xs text-content-secondary">{text.wakeCount}</h3>
        <Chart kind="bars" label={text.wakeCount} points={counts} format={formatNumber} />
      </div>
      <div>
        <h3 className="mb-2 text-xs text-content-secondary">{text.wakeTime}</h3>
        <Chart kind="line" label={text.wakeTime} points={times} format={formatMilliseconds} />
      </div>
    </div>
  )
}
