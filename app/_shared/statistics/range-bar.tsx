'use client'

import { ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react'
import { useText } from '@/app/_text/use-text'
import { formatStep } from '@/components/charts/time'
import { cn } from '@/components/class-names'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { moved, type RangeState, rangeNames, spanOf, wider } from './range'

interface RangeBarProps {
  state: RangeState
  set: (change: Partial<RangeState>) => void
  now: number
  /** Other services to compare with. */
  others?: readonly { value: string; label: string }[]
}

const none = 'none'

/** Which time is looked at, and what it is compared with. */
export function RangeBar({ state: { range, compare }, set, now, others = [] }: RangeBarProps) {
  const text = useText().statistics
  const span = spanOf(range, now)
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{text.range}</legend>
        {rangeNames.map((name) => {
          const chosen = 'name' in range && range.name === name
          return (
            <button
              key={name}
              type="button"
              aria-pressed={chosen}
              onClick={() => set({ range: { name } })}
              className={cn(
                'h-8 cursor-pointer rounded-md border px-2.5 text-content-secondary hover:bg-surface-hover hover:text-content-raise',
                chosen ? 'border-stroke-accent bg-surface-selected text-content-raise' : 'border-transparent',
              )}
            >
              {text.ranges[name]}
            </button>
          )
        })}
      </fieldset>
      <div className="flex items-center gap-1">
        <Button icon={<ChevronLeft aria-hidden="true" />} aria-label={text.earlier} onClick={() => set({ range: moved(range, -1, now) })} />
        <Button icon={<ChevronRight aria-hidden="true" />} aria-label={text.later} onClick={() => set({ range: moved(range, 1, now) })} />
        <Button icon={<ZoomOut aria-hidden="true" />} aria-label={text.wider} onClick={() => set({ range: wider(range, now) })} />
      </div>
      <div className="flex items-center gap-2">
        <span className="text-xs text-content-secondary">{text.compare}</span>
        <Select
          size="sm"
          className="w-48"
          aria-label={text.compare}
          grows
          value={compare ?? none}
          onChange={(next) => set({ compare: next === none ? null : next })}
          options={[{ value: none, label: text.compareNone }, { value: 'previous', label: text.comparePrevious }, ...others]}
        />
      </div>
      <p className="ml-auto text-xs text-content-secondary tabular-nums max-sm:ml-0">
        {text.rangeOwn(formatStep(span.from, 60_000), formatStep(span.to, 60_000))}
      </p>
    </div>
  )
}
