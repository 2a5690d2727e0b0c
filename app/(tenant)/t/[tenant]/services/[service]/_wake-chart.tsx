'use client'

import { useText } from '@/app/_text/use-text'
import { cn } from '@/components/class-names'
import { formatExact, formatMilliseconds } from '@/components/ui/format'
import type { WakeView } from '@/contracts/views'
import { medianOf, sortOf, type WakeSort } from './_wakes'

const height = 96
const shown = 60

const fills: Record<WakeSort, string> = { stopped: 'fill-content-accent', frozen: 'fill-content-info', failed: 'fill-content-bad' }
const dots: Record<WakeSort, string> = { stopped: 'bg-content-accent', frozen: 'bg-content-info', failed: 'bg-content-bad' }

/** One bar a wake, oldest left: how long somebody waited. Failed wakes are red and full height. The table below says the same in words. */
export function WakeChart({ wakes }: { wakes: WakeView[] }) {
  const text = useText().tenant.service
  const bars = wakes.slice(0, shown).reverse()
  const longest = Math.max(1, ...bars.map((wake) => wake.milliseconds ?? 0))
  return (
    <figure className="border-b border-stroke-faint px-4 pt-4 pb-3">
      <div className="flex items-stretch gap-3">
        <div aria-hidden="true" className="flex shrink-0 flex-col justify-between text-right text-xs text-content-secondary tabular-nums">
          <span>{formatMilliseconds(longest)}</span>
          <span>0 ms</span>
        </div>
        <svg
          viewBox={`0 0 ${shown * 10} ${height}`}
          preserveAspectRatio="none"
          className="h-24 min-w-0 flex-1 border-y border-stroke-faint border-b-stroke"
          role="img"
          aria-label={text.wakesChart}
        >
          {bars.map((wake, index) => {
            const share = wake.milliseconds === null ? 1 : wake.milliseconds / longest
            const size = Math.max(2, share * height)
            return (
              <rect
                key={wake.at}
                x={(shown - bars.length + index) * 10 + 1}
                y={height - size}
                width={8}
                height={size}
                className={fills[sortOf(wake)]}
              >
                <title>{`${formatExact(wake.at)}: ${wake.milliseconds === null ? text.wakeFailed : formatMilliseconds(wake.milliseconds)}`}</title>
              </rect>
            )
          })}
        </svg>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs text-content-secondary">
        <Legend bars={bars} />
      </figcaption>
    </figure>
  )
}

/** What the colours mean, and half of the waits were shorter than what. */
function Legend({ bars }: { bars: readonly WakeView[] }) {
  const text = useText().tenant.service
  return (['stopped', 'frozen', 'failed'] as const).map((sort) => {
    const own = bars.filter((wake) => sortOf(wake) === sort)
    if (own.length === 0) return null
    const median = medianOf(own)
    return (
      <span key={sort} className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className={cn('size-2 rounded-xs', dots[sort])} />
        {text.wakeSorts[sort](own.length)}
        {median !== null && <span className="text-content-raise tabular-nums">{text.wakeMedian(formatMilliseconds(median))}</span>}
      </span>
    )
  })
}
