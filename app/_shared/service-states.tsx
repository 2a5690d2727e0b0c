import { StatusBadge, statusTones } from '@/components/ui/status-badge'
import type { Tone } from '@/components/ui/tone'
import { formatNumber } from '@/contracts/number'
import type { PowerState } from '@/contracts/states'

const bars: Record<Tone, string> = {
  good: 'bg-content-good',
  warn: 'bg-content-warn',
  bad: 'bg-content-bad',
  info: 'bg-content-info',
  neutral: 'bg-stroke-strong',
}

/** How many services run, sleep or fail: one bar, then the numbers. */
export function ServiceStates({ services }: { services: Record<PowerState, number> }) {
  const states = (Object.entries(services) as [PowerState, number][]).filter(([, count]) => count > 0)
  return (
    <div className="flex flex-col gap-4">
      <div aria-hidden="true" className="flex h-2 gap-0.5 overflow-hidden rounded-full">
        {states.map(([state, count]) => (
          <span key={state} className={bars[statusTones[state].tone]} style={{ flexGrow: count, flexBasis: 3 }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-6 gap-y-3">
        {states.map(([state, count]) => (
          <li key={state} className="flex items-center gap-2">
            <span className="text-lg font-semibold text-content-raise tabular-nums">{formatNumber(count)}</span>
            <StatusBadge status={state} />
          </li>
        ))}
      </ul>
    </div>
  )
}

export const countOf = (services: Record<PowerState, number>): number => Object.values(services).reduce((sum, count) => sum + count, 0)
