'use client'

import { Meter as Base } from '@base-ui/react/meter'
import { cn } from '@/components/class-names'

interface MeterProps {
  label: string
  /** In the same unit; `text` says both with the unit. */
  used: number
  of: number
  text: string
  className?: string
}

/** How much of a limit is used: amber from 80 %. */
export function Meter({ label, used, of, text, className }: MeterProps) {
  const share = of <= 0 ? 1 : used / of
  const colour = share >= 0.8 ? 'bg-content-warn' : 'bg-surface-accent'
  return (
    <Base.Root value={Math.min(used, of)} max={Math.max(of, 1)} aria-valuetext={text} className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <Base.Label className="text-content-secondary">{label}</Base.Label>
        <span className="text-content-raise tabular-nums">{text}</span>
      </div>
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-surface-hover">
        <Base.Indicator className={cn('h-full rounded-full', colour)} />
      </Base.Track>
    </Base.Root>
  )
}
