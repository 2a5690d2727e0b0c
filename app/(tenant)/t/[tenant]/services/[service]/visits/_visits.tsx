'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelGridSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { TimeChart } from '@/components/charts/time-chart'
import { AddressFilter } from '@/components/table/address-filter'
import { formatBytes } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { formatNumber } from '@/contracts/number'
import type { VisitsView } from '@/contracts/visits'
import { useService } from '../_header'
import { Counted } from './_counted'

const choices = ['7', '90', '365'] as const
const usual = 30
const dayMs = 86_400_000

/** Who visited the site in the days that the address says. */
export function ServiceVisits() {
  const trpc = useTRPC()
  const { id } = useService()
  const text = useText().visits
  const asked = useSearchParams().get('days')
  const chosen = choices.find((one) => one === asked)
  const query = useQuery({
    ...trpc.services.visits.queryOptions({ service: id, days: chosen === undefined ? usual : Number(chosen) }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-4">
        <AddressFilter
          name="days"
          label={text.range}
          value={chosen}
          all={text.days['30']}
          options={choices.map((one) => ({ value: one, label: text.days[one] }))}
        />
        <p className="min-w-0 flex-1 text-xs text-content-secondary">{text.description}</p>
      </div>
      <QueryView query={query} skeleton={<PanelGridSkeleton />}>
        {(data) => <Shown data={data} />}
      </QueryView>
    </>
  )
}

function Shown({ data }: { data: VisitsView }) {
  const text = useText().visits
  const sum = (of: (day: VisitsView['days'][number]) => number) => data.days.reduce((all, day) => all + of(day), 0)
  const statusOf = (kind: number) => (day: VisitsView['days'][number]) => day.statuses[kind] ?? 0
  const axis = { from: Date.parse(data.days[0]?.day ?? '1970-01-01'), stepMs: dayMs, format: formatNumber }
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Panel flush className="lg:col-span-2">
        <Properties
          items={[
            { label: text.hits, value: formatNumber(sum((day) => day.hits)) },
            { label: text.visitors, value: formatNumber(data.visitors) },
            { label: text.bytes, value: formatBytes(sum((day) => day.bytes)) },
            { label: text.errors, value: formatNumber(sum(statusOf(3)) + sum(statusOf(4))) },
            { label: text.readAt, value: data.readAt === null ? text.never : <Time at={data.readAt} /> },
          ]}
        />
      </Panel>
      <Panel title={text.perDay}>
        <TimeChart
          {...axis}
          label={text.perDay}
          lines={[
            { name: text.hits, tone: 'accent', values: data.days.map((day) => day.hits) },
            { name: text.visitors, tone: 'info', values: data.days.map((day) => day.visitors) },
          ]}
        />
      </Panel>
      <Panel title={text.statuses}>
        <TimeChart
          {...axis}
          label={text.statuses}
          lines={[
            { name: text.classes['2xx'], tone: 'good', values: data.days.map(statusOf(1)) },
            { name: text.classes['3xx'], tone: 'info', values: data.days.map(statusOf(2)) },
            { name: text.classes['4xx'], tone: 'warn', values: data.days.map(statusOf(3)) },
            { name: text.classes['5xx'], tone: 'bad', values: data.days.map(statusOf(4)) },
          ]}
        />
      </Panel>
      <Counted title={text.pages} heading={text.page} rows={data.pages} none={text.pagesNone} />
      <Counted title={text.referrers} heading={text.referrer} rows={data.referrers} none={text.referrersNone} />
    </div>
  )
}
