'use client'

import { useQuery } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionRows } from '@/app/_shared/action-rows'
import { AttentionList } from '@/app/_shared/attention-list'
import { PanelsSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { Busiest } from '@/app/_shared/statistics/busiest'
import { WakeHours } from '@/app/_shared/wake-hours'
import { useText } from '@/app/_text/use-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import type { DashboardView } from '@/contracts/views'
import { MachinePanel } from './machine-panel'
import { ServicesPanel } from './services-panel'
import { ZonesPanel } from './zones-panel'

/** First page of administrators: what needs somebody, then how all is. */
export function Dashboard() {
  const trpc = useTRPC()
  const query = useQuery(trpc.dashboard.get.queryOptions())
  return (
    <QueryView query={query} skeleton={<PanelsSkeleton />}>
      {(data) => <Content data={data} />}
    </QueryView>
  )
}

function Content({ data }: { data: DashboardView }) {
  const text = useText()
  return (
    <>
      <PageHeader title={text.dashboard.title} />
      <div className="grid gap-5 lg:grid-cols-6">
        <Panel title={text.dashboard.attention} className="lg:col-span-4">
          <AttentionList items={data.attention} />
        </Panel>
        <ZonesPanel zones={data.zones} />
        <MachinePanel machine={data.machine} />
        <ServicesPanel services={data.services} tenants={data.tenants} />
        <Busiest className="lg:col-span-6 2xl:col-span-3" />
        <Panel title={text.dashboard.wakes} className="lg:col-span-6 2xl:col-span-3">
          <WakeHours hours={data.wakes} />
        </Panel>
        <Panel
          title={text.dashboard.recent}
          className="lg:col-span-6"
          flush
          actions={<TextLink href={paths.actions}>{text.common.showAll}</TextLink>}
        >
          <ActionRows rows={data.recentActions} />
        </Panel>
      </div>
    </>
  )
}
