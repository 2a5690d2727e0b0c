'use client'

import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { formatNumber } from '@/contracts/number'

interface CountedProps {
  title: string
  heading: string
  rows: readonly (readonly [name: string, hits: number])[]
  none: string
}

const shown = 20

/** Names with how often each came, most often first. What visitors wrote is text and never a link. */
export function Counted({ title, heading, rows, none }: CountedProps) {
  const text = useText().visits
  return (
    <Panel title={title} flush>
      {rows.length === 0 ? (
        <p className="p-4 text-content-secondary">{none}</p>
      ) : (
        <table className="w-full table-fixed tabular-nums">
          <thead>
            <tr className="h-9 text-xs text-content-secondary">
              <th scope="col" className="px-4 text-left font-normal">
                {heading}
              </th>
              <th scope="col" className="w-28 px-4 text-right font-normal">
                {text.hits}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(([name, hits]) => (
              <tr key={name} className="h-9.5 border-t border-stroke-faint">
                <th scope="row" className="truncate px-4 text-left font-normal text-content-raise" title={name}>
                  {name}
                </th>
                <td className="px-4 text-right">{formatNumber(hits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
