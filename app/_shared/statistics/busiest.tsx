'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { TextLink } from '@/components/ui/text-link'
import type { TopServiceView } from '@/contracts/detail'
import { type Metric, metricSpecs } from '@/contracts/statistics'
import { formatsOf } from './chart-list'

const shown = ['cpu', 'memory', 'requests', 'trafficOut'] as const satisfies readonly Metric[]
const everyMs = 30_000

/** Smaller steps say nothing beside other services. */
const hundredths = (value: number): number => Math.round(value * 100) / 100

/** Services that were busy in the last minutes, of one tenant or of all. */
export function Busiest({ tenant, className }: { tenant?: string; className?: string }) {
  const trpc = useTRPC()
  const text = useText().statistics
  const query = useQuery({
    ...trpc.statistics.top.queryOptions({ limit: 10, ...(tenant === undefined ? {} : { tenant }) }),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  })
  return (
    <Panel title={text.busiest} description={text.busiestHint} flush {...(className === undefined ? {} : { className })}>
      <QueryView query={query} skeleton={<Skeleton className="m-4 h-24" />}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-content-secondary">{text.busiestNone}</p>
          ) : (
            <Rows rows={rows} all={tenant === undefined} />
          )
        }
      </QueryView>
    </Panel>
  )
}

function Rows({ rows, all }: { rows: readonly TopServiceView[]; all: boolean }) {
  const text = useText().statistics
  const formats = formatsOf(text)
  return (
    <div className="overflow-x-auto">
      <table className="w-full tabular-nums">
        <thead>
          <tr className="h-9 text-xs text-content-secondary">
            <th scope="col" className="px-4 text-left font-normal">
              {text.service}
            </th>
            {shown.map((metric) => (
              <th key={metric} scope="col" className="px-4 text-right font-normal whitespace-nowrap">
                {text.metrics[metric]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.service} className="h-11 border-t border-stroke-faint">
              <th scope="row" className="px-4 text-left font-normal">
                <TextLink href={paths.own.serviceStatistics(row.tenant, row.service)}>
                  {all ? `${row.tenantName}/${row.name}` : row.name}
                </TextLink>
              </th>
              {shown.map((metric) => {
                const value = row.values[metric]
                return (
                  <td key={metric} className="px-4 text-right whitespace-nowrap">
                    {value === undefined ? '–' : formats[metricSpecs[metric].unit](hundredths(value))}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
