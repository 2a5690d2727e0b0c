'use client'

import { useId, useRef } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { areaPath, type Box, linePath, type Scale, timeTicks, topOf, xOf, yOf } from './geometry'
import { ChartNumbers } from './numbers'
import { useSelection } from './selection'
import { formatStep, formatTick, useWidth } from './time'

/** Colours of lines. `faint` is drawn thin and broken: what the others are compared with. */
export type LineTone = 'accent' | 'info' | 'good' | 'warn' | 'bad' | 'neutral'
export interface ChartLine {
  name: string
  tone: LineTone
  faint?: boolean
  values: readonly (number | null)[]
}

interface TimeChartProps {
  /** What is drawn, with its unit. */
  label: string
  from: number
  stepMs: number
  lines: readonly ChartLine[]
  /** A value with its unit. */
  format: (value: number) => string
  /** A line that values should stay below, with its name. */
  limit?: { value: number; name: string } | undefined
  /** A stretch of time was chosen. Without it nothing can be. */
  onZoom?: (from: number, to: number) => void
  /** Values are bytes. */
  binary?: boolean
  height?: number
}

const strokes: Record<LineTone, string> = {
  accent: 'stroke-content-accent',
  info: 'stroke-content-info',
  good: 'stroke-content-good',
  warn: 'stroke-content-warn',
  bad: 'stroke-content-bad',
  neutral: 'stroke-content-neutral',
}
const dots: Record<LineTone, string> = {
  accent: 'bg-content-accent',
  info: 'bg-content-info',
  good: 'bg-content-good',
  warn: 'bg-content-warn',
  bad: 'bg-content-bad',
  neutral: 'bg-content-neutral',
}

/**
 * Lines over time. Pointing shows the values of a moment, dragging chooses a stretch; by keys: arrows move, with Shift they choose, Enter looks closer.
 * The numbers are there as a table too.
 */
export function TimeChart({ label, from, stepMs, lines, format, limit, onZoom, binary = false, height = 150 }: TimeChartProps) {
  const text = useComponentText()
  const host = useRef<HTMLElement>(null)
  const width = useWidth(host)
  const hint = useId()
  const steps = Math.max(0, ...lines.map((line) => line.values.length))
  const highest = lines.flatMap((line) => line.values)
  // A limit far above all values would flatten them.
  const shownLimit = limit !== undefined && limit.value <= 3 * topOf(highest, 0, binary) ? limit : undefined
  const scale: Scale = { from, stepMs, steps, top: topOf(highest, shownLimit?.value, binary) }
  const box: Box = { left: 64, top: 8, width: Math.max(40, width - 72), height: height - 32 }
  const { hover, selected, handlers } = useSelection(box, scale, onZoom)
  const end = from + steps * stepMs
  const offset = -new Date(from).getTimezoneOffset() * 60_000

  return (
    <figure className="min-w-0">
      <Legend lines={lines} hover={hover} format={format} moment={hover === null ? null : formatStep(from + hover * stepMs, stepMs)} />
      <section
        ref={host}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move over the values as the pointer does
        tabIndex={0}
        aria-label={label}
        aria-describedby={hint}
        className={cn('w-0 min-w-full touch-pan-y overflow-hidden rounded-sm select-none', onZoom !== undefined && 'cursor-crosshair')}
        style={{ height }}
        {...handlers}
      >
        <svg width={width} height={height} aria-hidden="true" className="block">
          {[0, 0.25, 0.5, 0.75, 1].map((share) => {
            const y = yOf(box, scale, share * scale.top)
            return (
              <g key={share}>
                <line
                  x1={box.left}
                  x2={box.left + box.width}
                  y1={y}
                  y2={y}
                  className={share === 0 ? 'stroke-stroke' : 'stroke-stroke-faint'}
                />
                {share !== 0.25 && share !== 0.75 && (
                  <text x={box.left - 8} y={y + 4} textAnchor="end" className="fill-content-tertiary text-[11px] tabular-nums">
                    {share === 0.5 && format(scale.top / 2) === format(scale.top) ? '' : format(share * scale.top)}
                  </text>
                )}
              </g>
            )
          })}
          {timeTicks(from, end, box.width, offset).map((at) => (
            <text
              key={at}
              x={box.left + ((at - from) / Math.max(1, end - from)) * box.width}
              y={height - 8}
              textAnchor="middle"
              className="fill-content-tertiary text-[11px] tabular-nums"
            >
              {formatTick(at, end - from)}
            </text>
          ))}
          {selected !== null && (
            <rect
              x={xOf(box, scale, Math.min(...selected) - 0.5)}
              y={box.top}
              width={xOf(box, scale, Math.max(...selected) + 0.5) - xOf(box, scale, Math.min(...selected) - 0.5)}
              height={box.height}
              className="fill-surface-selected"
            />
          )}
          {shownLimit !== undefined && (
            <line
              x1={box.left}
              x2={box.left + box.width}
              y1={yOf(box, scale, shownLimit.value)}
              y2={yOf(box, scale, shownLimit.value)}
              strokeDasharray="6 4"
              className="stroke-stroke-strong"
            />
          )}
          {lines.length === 1 && lines[0] !== undefined && (
            <path d={areaPath(box, scale, lines[0].values)} className="fill-surface-selected" />
          )}
          {lines.map((line) => (
            <path
              key={line.name}
              d={linePath(box, scale, line.values)}
              fill="none"
              strokeWidth={line.faint === true ? 1 : 1.5}
              strokeDasharray={line.faint === true ? '3 3' : undefined}
              strokeLinejoin="round"
              className={strokes[line.tone]}
            />
          ))}
          {hover !== null && (
            <line
              x1={xOf(box, scale, hover)}
              x2={xOf(box, scale, hover)}
              y1={box.top}
              y2={box.top + box.height}
              className="stroke-stroke-strong"
            />
          )}
        </svg>
      </section>
      <p id={hint} className="sr-only">
        {onZoom === undefined ? text.chartKeys : text.chartKeysZoom}
      </p>
      <ChartNumbers label={label} from={from} stepMs={stepMs} lines={lines} format={format} limit={limit} />
    </figure>
  )
}

interface LegendProps {
  lines: readonly ChartLine[]
  hover: number | null
  moment: string | null
  format: (value: number) => string
}

/** What each line is; while something is pointed at, its value there, which is also said aloud. */
const Legend = ({ lines, hover, moment, format }: LegendProps) => (
  <figcaption aria-live="polite" className="mb-1 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-0.5 text-xs text-content-secondary">
    {lines.map((line) => {
      const value = hover === null ? undefined : line.values[hover]
      return (
        <span key={line.name} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className={cn('h-0.5 w-3 rounded-full', dots[line.tone], line.faint === true && 'opacity-50')} />
          {line.name}
          {hover !== null && <span className="text-content-raise tabular-nums">{value == null ? '–' : format(value)}</span>}
        </span>
      )
    })}
    {moment !== null && <span className="ml-auto tabular-nums">{moment}</span>}
  </figcaption>
)
