'use client'

import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMiB } from '@/components/ui/format'
import { LinkButton } from '@/components/ui/link-button'
import { Meter } from '@/components/ui/meter'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { TenantOverviewView } from '@/contracts/detail'
import type { PowerState } from '@/contracts/states'
import { ActionRows } from './_parts/action-rows'
import { useMayOwn } from './_parts/may-own'

/** First page of a tenant: what needs somebody, what runs, how much of the limits is used, what happened last. */
export function Overview({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.overview.get.queryOptions({ tenant }))
  return (
    <QueryView query={query} skeleton={<Skeleton className="h-96 w-full" />}>
      {(data) => <Content data={data} />}
    </QueryView>
  )
}

function Content({ data }: { data: TenantOverviewView }) {
  const text = useText()
  const { tenant } = data
  const mayOwn = useMayOwn(tenant.id)
  const states = Object.entries(data.services).filter(([, count]) => count > 0) as [PowerState, number][]
  return (
    <>
      <PageHeader
        title={tenant.title}
        badge={<StatusBadge status={tenant.suspended ? 'suspended' : tenant.state} />}
        description={tenant.planName}
        actions={
          mayOwn && (
            <LinkButton variant="primary" href={paths.own.serviceNew(tenant.id)}>
              {text.tenant.services.create}
            </LinkButton>
          )
        }
      />
      <div className="flex flex-col gap-5">
        {tenant.suspended && <Notice tone="warn">{text.shell.tenantSuspended}</Notice>}
        {data.attention.map((item) => (
          <Notice key={item.text} tone={item.tone}>
            {item.text} {item.link !== null && <TextLink href={item.link}>{text.tenant.overview.open}</TextLink>}
          </Notice>
        ))}
        <div className="grid gap-5 lg:grid-cols-2">
          <Panel
            title={text.tenant.services.title}
            actions={<TextLink href={paths.own.services(tenant.id)}>{text.common.showAll}</TextLink>}
          >
            {states.length === 0 ? (
              <EmptyState icon={<Boxes />} title={text.tenant.overview.firstTitle} text={text.tenant.overview.firstText} />
            ) : (
              <ul className="flex flex-wrap gap-x-6 gap-y-3">
                {states.map(([state, count]) => (
                  <li key={state} className="flex items-center gap-2">
                    <span className="text-xl font-semibold text-content-raise tabular-nums">{count}</span>
                    <StatusBadge status={state} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={text.tenant.overview.usage}>
            <Limits data={data} />
          </Panel>
        </div>
        <Panel
          title={text.tenant.overview.activity}
          flush
          actions={<TextLink href={paths.own.activity(tenant.id)}>{text.common.showAll}</TextLink>}
        >
          <ActionRows rows={data.recentActions} />
        </Panel>
      </div>
    </>
  )
}

function Limits({ data: { tenant } }: { data: TenantOverviewView }) {
  const text = useText().common.limits
  const { used, limits } = tenant
  const rows: [string, number, number, string][] = [
    [text.services, used.services, limits.services, text.usedOf(String(used.services), String(limits.services))],
    [text.cpus, used.cpus, limits.cpus, text.usedOf(String(used.cpus), String(limits.cpus))],
    [text.memory, used.memoryMiB, limits.memoryMiB, text.usedOf(formatMiB(used.memoryMiB), formatMiB(limits.memoryMiB))],
    [text.disk, used.diskMiB, limits.diskMiB, text.usedOf(formatMiB(used.diskMiB), formatMiB(limits.diskMiB))],
  ]
  return (
    <div className="flex flex-col gap-4">
      {rows.map(([label, now, of, words]) => (
        <Meter key={label} label={label} used={now} of={of} text={words} />
      ))}
    </div>
  )
}
