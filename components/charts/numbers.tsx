'use client'

import { useState } from 'react'
import { useComponentText } from '@/components/text'
import { formatStep } from './time'
import type { ChartLine } from './time-chart'

interface ChartNumbersProps {
  label: string
  from: number
  stepMs: number
  lines: readonly ChartLine[]
  format: (value: number) => string
  limit: { value: number; name: string } | undefined
}

/** A chart's numbers behind a button; they are made when they are asked for. */
export function ChartNumbers({ label, from, stepMs, lines, format, limit }: ChartNumbersProps) {
  const text = useComponentText()
  const [open, setOpen] = useState(false)
  const steps = Math.max(0, ...lines.map((line) => line.values.length))
  return (
    <details className="group mt-1 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer list-none rounded-sm text-content-secondary hover:text-content-raise">
        <span className="group-open:hidden">{text.chartTable}</span>
        <span className="hidden group-open:inline">{text.chartHide}</span>
      </summary>
      {limit !== undefined && (
        <p className="mt-2 text-content-secondary">
          {limit.name}: {format(limit.value)}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to take the focus */}
      <section tabIndex={0} aria-label={label} className="mt-2 max-h-48 overflow-auto">
        <table className="w-full tabular-nums">
          <thead>
            <tr>
              <th scope="col" className="py-1 text-left font-normal text-content-secondary">
                {text.chartTime}
              </th>
              {lines.map((line) => (
                <th key={line.name} scope="col" className="py-1 pl-4 text-right font-normal text-content-secondary">
                  {line.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(open ? Array.from({ length: steps }, (_, step) => step) : []).map((step) => (
              <tr key={step} className="border-t border-stroke-faint">
                <th scope="row" className="py-1 text-left font-normal whitespace-nowrap text-content-secondary">
                  {formatStep(from + step * stepMs, stepMs)}
                </th>
                {lines.map((line) => (
                  <td key={line.name} className="py-1 pl-4 text-right whitespace-nowrap">
                    {line.values[step] == null ? '–' : format(line.values[step])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
