'use client'

import { useQuery } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionRows } from '@/app/_shared/action-rows'
import { AttentionList } from '@/app/_shared/attention-list'
import { LimitsUse } from '@/app/_shared/limits-use'
import { PanelGridSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { WakeHours } from '@/app/_shared/wake-hours'
import { useText } from '@/app/_text/use-text'
import { Id } from '@/components/ui/id'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { TenantOverviewView } from '@/contracts/detail'
import { formatNumber } from '@/contracts/number'

export function TenantOverview({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.overview.get.queryOptions({ tenant }))
  return (
    <QueryView query={query} skeleton={<PanelGridSkeleton />}>
      {(data) => <Content data={data} />}
    </QueryView>
  )
}

function Content({ data }: { data: TenantOverviewView }) {
  const text = useText()
  const words = text.tenants.detail
  const { tenant } = data
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      {data.attention.length > 0 && (
        <Panel title={text.dashboard.attention} className="lg:col-span-2">
          <AttentionList items={data.attention} />
        </Panel>
      )}
      <Panel title={words.properties} flush>
        <Properties
          items={[
            { label: words.id, value: <Id value={tenant.id} what={words.id} /> },
            { label: text.tenants.columns.plan, value: <TextLink href={paths.tenantPlan(tenant.id)}>{tenant.planName}</TextLink> },
            {
              label: text.shell.nav.services,
              value: <TextLink href={paths.tenantServices(tenant.id)}>{formatNumber(tenant.services)}</TextLink>,
            },
            { label: text.shell.nav.domains, value: <TextLink href={paths.own.domains(tenant.id)}>{data.domains}</TextLink> },
            { label: text.shell.nav.people, value: <TextLink href={paths.tenantPeople(tenant.id)}>{formatNumber(data.people)}</TextLink> },
            { label: words.created, value: <Time at={tenant.createdAt} /> },
          ]}
        />
      </Panel>
      <Panel title={words.use} description={words.useHint}>
        <LimitsUse tenant={tenant} />
      </Panel>
      <Panel title={text.dashboard.wakes} className="lg:col-span-2">
        <WakeHours hours={data.wakes} />
      </Panel>
      <Panel title={text.dashboard.recent} className="lg:col-span-2" flush>
        <ActionRows rows={data.recentActions} />
      </Panel>
    </div>
  )
}
