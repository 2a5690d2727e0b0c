'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelGridSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import type { ZoneHealthView } from '@/contracts/views'
import { type ChartId, type ChartListName, metricsOf } from './chart-list'
import { Charts } from './charts'
import { type Span, spanBefore, spanOf, zoomed } from './range'
import { RangeBar } from './range-bar'
import { useNow, useRange } from './use-range'

export type Subject =
  | { of: 'service'; service: string; tenant: string; limits: Partial<Record<ChartId, number>> }
  | { of: 'tenant'; tenant: string }
  | { of: 'machine'; limits: Partial<Record<ChartId, number>> }
  | { of: 'zone'; zone: Exclude<ZoneHealthView['zone'], 'host'> }

/** Charts of one object, with the time that the address says. */
export function Statistics({ subject }: { subject: Subject }) {
  const now = useNow()
  if (now === null) return <PanelGridSkeleton />
  return <Shown subject={subject} now={now} />
}

const points = 240
/** A chart that is asked for anew each time must not hold the old ones for long. */
const keptMs = 60_000

function useSeries(subject: Subject, span: Span, enabled: boolean) {
  const trpc = useTRPC()
  const range = { ...span, points, metrics: metricsOf(listOf(subject)) }
  const { statistics } = trpc
  const shared = { gcTime: keptMs, placeholderData: keepPreviousData }
  const of = subject.of
  const service = useQuery({
    ...statistics.service.queryOptions({ ...range, service: of === 'service' ? subject.service : '' }),
    ...shared,
    enabled: enabled && of === 'service',
  })
  const tenant = useQuery({
    ...statistics.tenant.queryOptions({ ...range, tenant: of === 'tenant' ? subject.tenant : '' }),
    ...shared,
    enabled: enabled && of === 'tenant',
  })
  const machine = useQuery({
    ...statistics.machine.queryOptions({ ...range, ...(of === 'zone' ? { zone: subject.zone } : {}) }),
    ...shared,
    enabled: enabled && (of === 'machine' || of === 'zone'),
  })
  return of === 'service' ? service : of === 'tenant' ? tenant : machine
}

const listOf = ({ of }: Subject): ChartListName => of

function Shown({ subject, now }: { subject: Subject; now: number }) {
  const text = useText().statistics
  const { state, set } = useRange()
  const others = useOthers(subject)
  const span = spanOf(state.range, now)
  const query = useSeries(subject, span, true)
  const { compare } = state
  const other = compare !== null && compare !== 'previous' && subject.of === 'service'
  const comparedSubject: Subject = other ? { ...subject, service: compare } : subject
  const compared = useSeries(comparedSubject, other ? span : spanBefore(span), compare === 'previous' || other)
  const name = other ? (others.find(({ value }) => value === compare)?.label ?? '') : text.before
  return (
    <>
      <RangeBar state={state} set={set} now={now} others={others} />
      <QueryView query={query} skeleton={<PanelGridSkeleton />}>
        {(data) => (
          <Charts
            list={listOf(subject)}
            data={data}
            compared={compare !== null && compared.data !== undefined ? { name, data: compared.data } : null}
            limits={'limits' in subject ? subject.limits : {}}
            onZoom={(from, to) => set({ range: zoomed({ from, to: Math.min(to, now) }) })}
          />
        )}
      </QueryView>
      <p className="mt-4 text-xs text-content-secondary">{text.zoomHint}</p>
    </>
  )
}

/** The other services of the same tenant. */
function useOthers(subject: Subject): { value: string; label: string }[] {
  const trpc = useTRPC()
  const tenant = subject.of === 'service' ? subject.tenant : ''
  const { data } = useQuery({
    ...trpc.services.list.queryOptions({ tenant, sort: 'name', limit: 1000 }),
    enabled: subject.of === 'service',
  })
  return (data?.items ?? [])
    .filter((one) => subject.of === 'service' && one.id !== subject.service)
    .map((one) => ({ value: one.id, label: one.name }))
}
