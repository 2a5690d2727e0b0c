'use client'

import { useText } from '@/app/_text/use-text'
import { cn } from '@/components/class-names'
import { formatExact, formatMilliseconds } from '@/components/ui/format'
import type { WakeView } from '@/contracts/views'

const height = 96
const shown = 60

/** One bar a wake, oldest left: how long somebody waited. Failed wakes are red and full height. The table below says the same in words. */
export function WakeChart({ wakes }: { wakes: WakeView[] }) {
  const text = useText().tenant.service
  const bars = wakes.slice(0, shown).reverse()
  const longest = Math.max(1, ...bars.map((wake) => wake.milliseconds ?? 0))
  return (
    <figure className="border-b border-stroke-faint px-4 pt-4 pb-2">
      <div className="flex items-stretch gap-3">
        <div
          aria-hidden="true"
          className="flex w-14 shrink-0 flex-col justify-between text-right text-xs text-content-secondary tabular-nums"
        >
          <span>{formatMilliseconds(longest)}</span>
          <span>0 ms</span>
        </div>
        <svg
          viewBox={`0 0 ${shown * 10} ${height}`}
          preserveAspectRatio="none"
          className="h-24 min-w-0 flex-1 border-b border-stroke"
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
                className={cn(
                  wake.milliseconds === null ? 'fill-content-bad' : wake.from === 'frozen' ? 'fill-content-info' : 'fill-content-accent',
                )}
              >
                <title>{`${formatExact(wake.at)}: ${wake.milliseconds === null ? text.wakeFailed : formatMilliseconds(wake.milliseconds)}`}</title>
              </rect>
            )
          })}
        </svg>
      </div>
      <figcaption className="mt-1 text-xs text-content-secondary">{text.wakesChart}</figcaption>
    </figure>
  )
}
