'use client'

import { useQuery } from '@tanstack/react-query'
import { Ellipsis, ExternalLink } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useMemo } from 'react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { maySell } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { TabbedSkeleton } from '@/app/_shared/page-skeleton'
import { Gone, QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { useCommands } from '@/components/shell/palette-context'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { LinkButton } from '@/components/ui/link-button'
import { Menu } from '@/components/ui/menu'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { StatusBadge } from '@/components/ui/status-badge'
import { LinkTabs } from '@/components/ui/tabs'
import type { TenantDetailView } from '@/contracts/detail'
import { useTenantDeeds } from '../_deeds'

/** Heading, deeds and tabs of one tenant, around each of its pages. */
export function TenantFrame({ tenant, children }: { tenant: string; children: ReactNode }) {
  const trpc = useTRPC()
  const text = useText().tenants
  const query = useQuery(trpc.tenants.get.queryOptions({ tenant }))
  return (
    <QueryView query={query} skeleton={<TabbedSkeleton />} gone={<Gone title={text.detail.gone} href={paths.tenants} label={text.title} />}>
      {(data) => <Content tenant={data}>{children}</Content>}
    </QueryView>
  )
}

function Content({ tenant, children }: { tenant: TenantDetailView; children: ReactNode }) {
  const router = useRouter()
  const text = useText()
  const words = text.tenants.detail
  const { actionsOf } = useComponentText()
  const may = maySell(useMe())
  const { deedsOf, dialogs } = useTenantDeeds({ onDeleting: () => router.push(paths.tenants) })
  const tabs = useMemo(
    () => [
      { href: paths.tenant(tenant.id), label: words.tabs.overview },
      { href: paths.tenantServices(tenant.id), label: words.tabs.services },
      { href: paths.tenantStatistics(tenant.id), label: words.tabs.statistics },
      { href: paths.tenantPeople(tenant.id), label: words.tabs.people },
      { href: paths.tenantPlan(tenant.id), label: words.tabs.plan },
    ],
    [tenant.id, words],
  )
  useCommands(
    useMemo(
      () => ({
        label: tenant.title,
        commands: [
          ...tabs.map((tab) => ({ id: tab.href, ...tab })),
          { id: paths.own.serviceNew(tenant.id), label: text.shell.newService, href: paths.own.serviceNew(tenant.id) },
        ],
      }),
      [tabs, tenant, text],
    ),
  )
  return (
    <>
      <PageHeader
        title={tenant.title}
        badge={<StatusBadge status={tenant.suspended && tenant.state === 'active' ? 'suspended' : tenant.state} />}
        description={tenant.name}
        back={{ href: paths.tenants, label: text.tenants.title }}
        actions={
          <>
            <LinkButton icon={<ExternalLink aria-hidden="true" />} href={paths.own.overview(tenant.id)}>
              {words.open}
            </LinkButton>
            {may && (
              <Menu
                groups={deedsOf(tenant)}
                trigger={
                  <button type="button" aria-label={actionsOf(tenant.name)} className={buttonStyle('secondary', 'sm', true)}>
                    <Ellipsis aria-hidden="true" />
                  </button>
                }
              />
            )}
          </>
        }
      />
      {tenant.error !== null && (
        <Notice tone="bad" title={words.failed} className="mb-5">
          <p>
            {tenant.error.message} {words.retryHint}
          </p>
        </Notice>
      )}
      <LinkTabs label={words.tabs.label} tabs={tabs} />
      <div className="pt-5">{children}</div>
      {dialogs}
    </>
  )
}
