'use client'

import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { useComponentText } from '@/components/text'
import { resolveColour, useThemeChange } from './colours'

export interface ChartPoint {
  /** Where on the horizontal axis, such as "14:00". */
  label: string
  /** Null leaves a gap. */
  value: number | null
}

interface ChartProps {
  kind: 'bars' | 'line'
  /** What is drawn, with its unit. */
  label: string
  points: readonly ChartPoint[]
  /** A value with its unit. */
  format: (value: number) => string
  height?: number
}

/** One series over steps of equal width. The numbers are there as a table too, behind a button. */
export function Chart({ kind, label, points, format, height = 140 }: ChartProps) {
  const text = useComponentText()
  const host = useRef<HTMLDivElement>(null)
  const theme = useThemeChange(host)
  // The numbers are made when they are asked for: labels are in the visitor's time zone, which the server does not know.
  const [open, setOpen] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` draws anew with other colours
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const options = plotOptions({ kind, points, format, width: element.clientWidth, height, element })
    const plot = new uPlot(options, [points.map((_, index) => index), points.map((point) => point.value)], element)
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [kind, points, format, height, theme])

  return (
    <figure className="min-w-0">
      <div ref={host} role="img" aria-label={label} className="w-0 min-w-full overflow-hidden" style={{ height }} />
      <details className="group mt-2 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="w-fit cursor-pointer list-none rounded-sm text-content-secondary hover:text-content-raise">
          <span className="group-open:hidden">{text.chartTable}</span>
          <span className="hidden group-open:inline">{text.chartHide}</span>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to take the focus */}
        <section tabIndex={0} aria-label={label} className="mt-2 max-h-48 overflow-y-auto">
          <table className="w-full tabular-nums">
            <tbody>
              {(open ? points : []).map((point, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, the order does not change
                <tr key={index} className="border-t border-stroke-faint">
                  <th scope="row" className="py-1 text-left font-normal text-content-secondary">
                    {point.label}
                  </th>
                  <td className="py-1 text-right">{point.value === null ? '–' : format(point.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  )
}

interface PlotInput extends Pick<ChartProps, 'kind' | 'points' | 'format'> {
  width: number
  height: number
  element: HTMLElement
}

function plotOptions({ kind, points, format, width, height, element }: PlotInput): uPlot.Options {
  const colour = (token: string) => resolveColour(element, token)
  const accent = colour('surface-accent')
  const quiet = { stroke: colour('content-tertiary'), font: `11px ${getComputedStyle(element).fontFamily}`, ticks: { show: false } }
  const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 })
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, Math.max(points.length - 0.4, 0.6)] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] },
    },
    axes: [
      {
        ...quiet,
        grid: { show: false },
        size: 24,
        splits: () => tickPositions(points.length, width),
        values: (_, splits) => splits.map((at) => points[at]?.label ?? ''),
      },
      { ...quiet, size: 56, space: 36, grid: { stroke: colour('stroke-faint'), width: 1 }, values: (_, splits) => splits.map(format) },
    ],
    series: [
      {},
      kind === 'bars' && bars !== undefined
        ? { paths: bars, fill: accent, points: { show: false } }
        : { stroke: accent, width: 1.5, points: { show: points.length < 60, size: 5, fill: accent } },
    ],
  }
}

/** Where labels fit: about one every 64 px. */
export function tickPositions(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / 64))))
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step)
}
