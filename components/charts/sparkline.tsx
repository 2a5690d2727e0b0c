import { cn } from '@/components/class-names'
import { areaPath, linePath, topOf } from './geometry'
import type { LineTone } from './time-chart'

const strokes: Partial<Record<LineTone, string>> = {
  accent: 'stroke-content-accent',
  warn: 'stroke-content-warn',
  bad: 'stroke-content-bad',
}
const box = { left: 0, top: 2, width: 240, height: 36 }

interface SparklineProps {
  /** What it shows, with its last value, in words. */
  label: string
  values: readonly (number | null)[]
  /** Top of the axis, such as what there is in all; without it the highest value. */
  of?: number
  tone?: 'accent' | 'warn' | 'bad'
  className?: string
}

/** A small line without axes, for a look at how something went lately. */
export function Sparkline({ label, values, of, tone = 'accent', className }: SparklineProps) {
  const scale = { from: 0, stepMs: 1, steps: values.length, top: of !== undefined && of > 0 ? of : topOf(values) }
  return (
    <svg role="img" aria-label={label} viewBox="0 0 240 40" preserveAspectRatio="none" className={cn('h-10 w-full', className)}>
      <path d={areaPath(box, scale, values)} className="fill-surface-selected" />
      <path d={linePath(box, scale, values)} fill="none" strokeWidth={1.5} vectorEffect="non-scaling-stroke" className={strokes[tone]} />
      <line x1={0} x2={240} y1={38.5} y2={38.5} vectorEffect="non-scaling-stroke" className="stroke-stroke-faint" />
    </svg>
  )
}
