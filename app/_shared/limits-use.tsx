'use client'

import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { formatBytes, formatMiB } from '@/components/ui/format'
import { Meter } from '@/components/ui/meter'
import type { TenantDetailView } from '@/contracts/detail'
import { type Amount, amounts, type Rates } from '@/contracts/limits'
import { formatNumber } from '@/contracts/number'

const gibibyte = 1_073_741_824
const format: Record<Amount, (value: number) => string> = {
  cpus: formatNumber,
  memoryMiB: formatMiB,
  diskMiB: formatMiB,
  processes: formatNumber,
}

/** What each service may do in a second, in one line; nothing where nothing is limited. */
export const ratesText = (rates: Rates): string[] => [
  ...(rates.cpuPercent === undefined ? [] : [`${formatNumber(rates.cpuPercent)} % CPU`]),
  ...(rates.ioMiBps === undefined ? [] : [`${formatNumber(rates.ioMiBps)} MiB/s`]),
  ...(rates.networkMbps === undefined ? [] : [`${formatNumber(rates.networkMbps)} Mbit/s`]),
]

const labelOf = (name: Amount, { common }: Text): string =>
  ({ cpus: common.limits.cpus, memoryMiB: common.limits.memory, diskMiB: common.limits.disk, processes: common.limits.processes })[name]

/** Amounts in words, those that are there. */
export const amountsText = (of: Partial<Record<Amount, number>>, text: Text): string[] =>
  amounts.flatMap((name) => {
    const value = of[name]
    return value === undefined ? [] : [`${format[name](value)} ${labelOf(name, text)}`]
  })

/** How much of a tenant's limits is given out. */
export function LimitsUse({ tenant }: { tenant: Pick<TenantDetailView, 'used' | 'limits' | 'domains' | 'extra' | 'traffic'> }) {
  const text = useText()
  const { used, limits, domains, extra, traffic } = tenant
  const words = text.common.limits
  const rates = ratesText(limits)
  const given = amountsText(extra ?? {}, text)
  return (
    <div className="flex flex-col gap-4">
      <Meter
        label={words.services}
        used={used.services}
        of={limits.services}
        text={words.usedOf(formatNumber(used.services), formatNumber(limits.services))}
      />
      {limits.domains !== undefined && (
        <Meter
          label={text.resources.domains}
          used={domains}
          of={limits.domains}
          text={words.usedOf(formatNumber(domains), formatNumber(limits.domains))}
        />
      )}
      {amounts.map((name) => (
        <Meter
          key={name}
          label={labelOf(name, text)}
          used={used[name]}
          of={limits[name]}
          text={words.usedOf(format[name](used[name]), format[name](limits[name]))}
        />
      ))}
      {limits.trafficGiB !== undefined && (
        <Meter
          label={text.resources.traffic}
          used={traffic?.bytes ?? 0}
          of={limits.trafficGiB * gibibyte}
          text={words.usedOf(formatBytes(traffic?.bytes ?? 0), formatBytes(limits.trafficGiB * gibibyte))}
        />
      )}
      {traffic?.mbps != null && <p className="text-content-bad">{text.resources.slowed(traffic.mbps)}</p>}
      {rates.length > 0 && (
        <div className="flex items-baseline justify-between gap-3">
          <span className="text-content-secondary">{text.resources.each}</span>
          <span className="text-content-raise tabular-nums">{rates.join(', ')}</span>
        </div>
      )}
      {given.length > 0 && <p className="text-content-tertiary">{text.resources.extra(given.join(', '))}</p>}
    </div>
  )
}
