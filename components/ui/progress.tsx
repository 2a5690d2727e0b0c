'use client'

import { Progress as Base } from '@base-ui/react/progress'
import { cn } from '@/components/class-names'

interface ProgressProps {
  /** What goes on, for screen readers and, with `visible`, above the bar. */
  label: string
  /** Done of `of`; null while nobody knows. */
  value: number | null
  of: number
  visible?: boolean
  className?: string
}

export const Progress = ({ label, value, of, visible = false, className }: ProgressProps) => (
  <Base.Root value={value} max={Math.max(of, 1)} className={cn('flex flex-col gap-1', className)}>
    <Base.Label className={visible ? 'text-content-secondary' : 'sr-only'}>{label}</Base.Label>
    <Base.Track className="h-1.5 overflow-hidden rounded-full bg-surface-hover">
      <Base.Indicator className="h-full rounded-full bg-surface-accent transition-[width] data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
    </Base.Track>
  </Base.Root>
)
