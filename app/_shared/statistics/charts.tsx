'use client'

import { useText } from '@/app/_text/use-text'
import { type ChartLine, TimeChart } from '@/components/charts/time-chart'
import { formatMilliseconds, formatSeconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import type { StatisticsView } from '@/contracts/detail'
import { formatNumber } from '@/contracts/number'
import type { Metric } from '@/contracts/statistics'
import { type ChartId, type ChartListName, chartLists, formatsOf, unitOf } from './chart-list'

export interface Compared {
  /** What it is, such as "before" or a service's name. */
  name: string
  data: StatisticsView
}

interface ChartsProps {
  list: ChartListName
  data: StatisticsView
  compared: Compared | null
  /** What may be used, by chart. */
  limits?: Partial<Record<ChartId, number>>
  onZoom: (from: number, to: number) => void
}

const valuesOf = (data: StatisticsView, metric: Metric): readonly (number | null)[] =>
  data.series.find((one) => one.metric === metric)?.values ?? []

/** All charts of a page, on one axis of time. */
export function Charts({ list, data, compared, limits = {}, onZoom }: ChartsProps) {
  const text = useText().statistics
  const formats = formatsOf(text)
  const shared = { from: data.from, stepMs: data.stepMs, onZoom }
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      {chartLists[list].map((spec) => {
        const lines = spec.lines.flatMap(([metric, tone]): ChartLine[] => {
          const name = text.metrics[metric]
          const own = { name, tone, values: valuesOf(data, metric) }
          if (compared === null) return [own]
          return [own, { ...own, name: text.compared(name, compared.name), faint: true, values: valuesOf(compared.data, metric) }]
        })
        const limit = limits[spec.id]
        return (
          <Panel key={spec.id} title={text.charts[spec.id]}>
            <TimeChart
              {...shared}
              label={text.charts[spec.id]}
              lines={lines}
              format={formats[unitOf(spec)]}
              binary={unitOf(spec).startsWith('bytes')}
              limit={limit === undefined ? undefined : { value: limit, name: text.mayUse }}
            />
          </Panel>
        )
      })}
      {data.wakes !== null && <Wakes wakes={data.wakes} compared={compared} shared={shared} />}
    </div>
  )
}

interface WakesProps {
  wakes: NonNullable<StatisticsView['wakes']>
  compared: Compared | null
  shared: { from: number; stepMs: number; onZoom: ChartsProps['onZoom'] }
}

function Wakes({ wakes, compared, shared }: WakesProps) {
  const text = useText().statistics
  const other = compared?.data.wakes ?? null
  const faint = (name: string, values: readonly (number | null)[]): ChartLine[] =>
    compared === null ? [] : [{ name: text.compared(name, compared.name), tone: 'accent', faint: true, values }]
  return (
    <>
      <Panel title={text.charts.wakes} description={text.perStep(formatSeconds(shared.stepMs / 1000))}>
        <TimeChart
          {...shared}
          label={text.charts.wakes}
          format={formatNumber}
          lines={[{ name: text.wakeCount, tone: 'accent', values: wakes.counts }, ...faint(text.wakeCount, other?.counts ?? [])]}
        />
      </Panel>
      <Panel title={text.charts.wakeTimes}>
        <TimeChart
          {...shared}
          label={text.charts.wakeTimes}
          format={formatMilliseconds}
          lines={[{ name: text.wakeP95, tone: 'accent', values: wakes.p95 }, ...faint(text.wakeP95, other?.p95 ?? [])]}
        />
      </Panel>
    </>
  )
}
