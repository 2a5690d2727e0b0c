'use client'

import { useText } from '@/app/_text/use-text'
import { formatMiB } from '@/components/ui/format'
import { Meter } from '@/components/ui/meter'
import type { LimitName, TenantLimits } from '@/contracts/limits'

const plain = (value: number) => String(value)

/** How much of a plan's limits is given out. */
export function LimitsUse({ used, limits }: { used: TenantLimits; limits: TenantLimits }) {
  const text = useText().common.limits
  const rows: { key: LimitName; label: string; format: (value: number) => string }[] = [
    { key: 'services', label: text.services, format: plain },
    { key: 'cpus', label: text.cpus, format: plain },
    { key: 'memoryMiB', label: text.memory, format: formatMiB },
    { key: 'diskMiB', label: text.disk, format: formatMiB },
    { key: 'processes', label: text.processes, format: plain },
  ]
  return (
    <div className="flex flex-col gap-4">
      {rows.map(({ key, label, format }) => (
        <Meter key={key} label={label} used={used[key]} of={limits[key]} text={text.usedOf(format(used[key]), format(limits[key]))} />
      ))}
    </div>
  )
}
