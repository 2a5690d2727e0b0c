import type { Text } from '@/app/_text/catalogues'
import { formatMiB, formatSeconds } from '@/components/ui/format'
import { formatNumber } from '@/contracts/number'

interface Named {
  label: string
  format: (value: number) => string
}

/** The settings that every service has, in words. Those of its kind go by their own names. */
const namedOf = ({ resources, common, tenant }: Text): Record<string, Named> => ({
  cpus: { label: resources.cpus, format: formatNumber },
  memoryMiB: { label: resources.memoryMiB, format: formatMiB },
  diskMiB: { label: resources.diskMiB, format: formatMiB },
  processes: { label: resources.processes, format: formatNumber },
  cpuPercent: { label: resources.cpuPercent, format: (value) => `${formatNumber(value)} %` },
  ioMiBps: { label: resources.ioMiBps, format: (value) => `${formatNumber(value)} MiB/s` },
  networkMbps: { label: resources.networkMbps, format: (value) => `${formatNumber(value)} Mbit/s` },
  freezeAfterSeconds: { label: common.idle.freezeAfter, format: (value) => (value === 0 ? common.idle.never : formatSeconds(value)) },
  stopAfterSeconds: { label: common.idle.stopAfter, format: (value) => (value === 0 ? common.idle.never : formatSeconds(value)) },
  firstPort: { label: tenant.service.firstPort, format: (value) => tenant.service.firstPortText(value) },
})

/** What a setting is called, and how one of its values is written; null: it is not set. */
export function settingWords(name: string, text: Text): { label: string; said: (value: string | null) => string } {
  const named = namedOf(text)[name]
  const said = (value: string | null) => {
    if (value === null) return text.history.unset
    if (named !== undefined && Number.isFinite(Number(value))) return named.format(Number(value))
    return value === '' ? '“”' : value
  }
  return { label: named?.label ?? name, said }
}
