'use client'

import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionRows } from '@/app/_shared/action-rows'
import { AttentionList } from '@/app/_shared/attention-list'
import { CreateServiceLink } from '@/app/_shared/create-service'
import { ForOwners } from '@/app/_shared/for-owners'
import { LimitsUse } from '@/app/_shared/limits-use'
import { PanelsSkeleton } from '@/app/_shared/page-skeleton'
import { Gone, QueryView } from '@/app/_shared/query-view'
import { countOf, ServiceStates } from '@/app/_shared/service-states'
import { WakeHours } from '@/app/_shared/wake-hours'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { TenantOverviewView } from '@/contracts/detail'

/** First page of a tenant: what needs somebody, what runs, how much of the limits is used, what happened last. */
export function Overview({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const text = useText()
  const query = useQuery(trpc.overview.get.queryOptions({ tenant }))
  const gone = <Gone title={text.tenants.detail.gone} href={paths.home} label={text.common.notFound.home} />
  return (
    <QueryView query={query} skeleton={<PanelsSkeleton />} gone={gone}>
      {(data) => <Content data={data} />}
    </QueryView>
  )
}

function Content({ data }: { data: TenantOverviewView }) {
  const text = useText()
  const { tenant } = data
  const none = countOf(data.services) === 0
  return (
    <>
      <PageHeader
        title={tenant.title}
        badge={<StatusBadge status={tenant.suspended ? 'suspended' : tenant.state} />}
        description={text.tenant.overview.plan(tenant.planName)}
        actions={
          <ForOwners tenant={tenant.id}>
            <CreateServiceLink tenant={tenant.id} />
          </ForOwners>
        }
      />
      <div className="grid gap-5 lg:grid-cols-2">
        {data.attention.length > 0 && (
          <Panel title={text.dashboard.attention} className="lg:col-span-2">
            <AttentionList items={data.attention} />
          </Panel>
        )}
        <Panel
          title={text.dashboard.services}
          flush={none}
          actions={<TextLink href={paths.own.services(tenant.id)}>{text.common.showAll}</TextLink>}
        >
          {none ? (
            <EmptyState icon={<Boxes />} title={text.tenant.overview.firstTitle} text={text.tenant.overview.firstText} />
          ) : (
            <ServiceStates services={data.services} />
          )}
        </Panel>
        <Panel title={text.tenant.overview.usage}>
          <LimitsUse tenant={tenant} />
        </Panel>
        <Panel title={text.dashboard.wakes} className="lg:col-span-2">
          <WakeHours hours={data.wakes} />
        </Panel>
        <Panel
          title={text.tenant.overview.activity}
          className="lg:col-span-2"
          flush
          actions={<TextLink href={paths.own.activity(tenant.id)}>{text.common.showAll}</TextLink>}
        >
          <ActionRows rows={data.recentActions} tenant={tenant.id} />
        </Panel>
      </div>
    </>
  )
}
