'use client'

import { useQuery } from '@tanstack/react-query'
import { Camera, Ellipsis } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, use } from 'react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { mayDo, mayLook, seesWhole } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { TabbedSkeleton } from '@/app/_shared/page-skeleton'
import { Gone, QueryView } from '@/app/_shared/query-view'
import { useServiceDeeds } from '@/app/_shared/service-deeds'
import { useSuspended } from '@/app/_shared/suspended'
import { useText } from '@/app/_text/use-text'
import { useComponentText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { Menu } from '@/components/ui/menu'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { StatusBadge } from '@/components/ui/status-badge'
import { LinkTabs } from '@/components/ui/tabs'
import type { ServiceView } from '@/contracts/views'
import { useTakeSnapshot } from './_take-snapshot'

const Context = createContext<ServiceView | undefined>(undefined)

/** The service whose page this is. Only below `ServiceHeader`. */
export function useService(): ServiceView {
  const service = use(Context)
  if (service === undefined) throw new Error('useService is for pages of one service')
  return service
}

interface Props {
  tenant: string
  service: string
  children: ReactNode
}

/** Name, state, wake and sleep, and the tabs of one service. */
export function ServiceHeader({ tenant, service, children }: Props) {
  const trpc = useTRPC()
  const text = useText()
  const query = useQuery(trpc.services.get.queryOptions({ service }))
  const gone = <Gone title={text.tenant.service.gone} href={paths.own.services(tenant)} label={text.services.title} />
  return (
    <QueryView query={query} skeleton={<TabbedSkeleton />} gone={gone}>
      {(data) => (
        <Context value={data}>
          <Head tenant={tenant} service={data} />
          {children}
        </Context>
      )}
    </QueryView>
  )
}

function Head({ tenant, service }: { tenant: string; service: ServiceView }) {
  const words = useText()
  const text = words.tenant
  const me = useMe()
  const own = paths.own
  const tabs = [
    { href: own.service(tenant, service.id), label: text.service.tabs.overview },
    ...(service.files && mayDo(me, tenant, service.id, 'files')
      ? [{ href: own.serviceFiles(tenant, service.id), label: text.service.tabs.files }]
      : []),
    ...(mayDo(me, tenant, service.id, 'see') ? [{ href: own.serviceBackups(tenant, service.id), label: words.backups.title }] : []),
    ...(service.ownAddress === null ? [{ href: own.serviceDomains(tenant, service.id), label: text.service.tabs.domains }] : []),
    ...(seesWhole(me, tenant) ? [{ href: own.serviceFirewall(tenant, service.id), label: text.service.tabs.firewall }] : []),
    ...(service.accounts && (mayLook(me, tenant) || mayDo(me, tenant, service.id, 'configure'))
      ? [{ href: own.serviceAccounts(tenant, service.id), label: text.service.tabs.accounts }]
      : []),
    { href: own.serviceStatistics(tenant, service.id), label: text.service.tabs.statistics },
    ...(service.files ? [{ href: own.serviceVisits(tenant, service.id), label: text.service.tabs.visits }] : []),
    ...(mayDo(me, tenant, service.id, 'see') ? [{ href: own.serviceLogs(tenant, service.id), label: text.service.tabs.logs }] : []),
    { href: own.serviceResources(tenant, service.id), label: text.service.tabs.resources },
    { href: own.serviceHistory(tenant, service.id), label: words.history.title },
    ...(mayLook(me, tenant) || mayDo(me, tenant, service.id, 'people')
      ? [{ href: own.servicePeople(tenant, service.id), label: text.service.tabs.people }]
      : []),
    { href: own.serviceSettings(tenant, service.id), label: text.service.tabs.settings },
  ]
  return (
    <>
      <PageHeader
        back={{ href: own.services(tenant), label: words.services.title }}
        title={service.name}
        badge={
          <>
            <StatusBadge status={service.power} />
            {service.halted && <Badge tone="warn">{words.services.run.halted}</Badge>}
            {service.state !== 'active' && <StatusBadge status={service.state} />}
          </>
        }
        description={`${service.kindTitle} · ${service.tenantName}`}
        actions={<Deeds service={service} />}
      />
      <div className="mb-5">
        <LinkTabs label={text.service.tabsLabel} tabs={tabs} />
      </div>
      {service.halted && (
        <Notice tone="warn" className="mb-5">
          {words.services.run.haltedText}
        </Notice>
      )}
      {service.error !== null && (
        <Notice tone="bad" className="mb-5">
          {service.error.message}
        </Notice>
      )}
    </>
  )
}

/** The deed that comes next in this state as a button, all of them in the menu. */
function Deeds({ service }: { service: ServiceView }) {
  const router = useRouter()
  const { actionsOf } = useComponentText()
  const suspended = useSuspended(service.tenant)
  const { deedsOf, dialogs } = useServiceDeeds({
    onDeleting: () => router.push(paths.own.services(service.tenant)),
    suspended: suspended !== undefined,
  })
  const me = useMe()
  const take = useTakeSnapshot()
  const words = useText()
  const [first = [], ...others] = deedsOf(service)
  const snapshot = {
    label: words.history.snapshots.take,
    icon: <Camera />,
    disabledReason: mayDo(me, service.tenant, service.id, 'files') ? undefined : words.tenant.services.noRight,
    pending: take.isPending,
    // The list of snapshots shows it as soon as it is there.
    onSelect: () =>
      take.mutate({ service: service.id }, { onSuccess: () => router.push(paths.own.serviceHistory(service.tenant, service.id)) }),
  }
  const groups = [first, ...others.slice(0, -1), [snapshot], ...others.slice(-1)]
  const asleep = service.power === 'frozen' || service.power === 'stopped'
  // Of what sleeps in a suspended tenant the button says why it stays asleep.
  const candidates = [...first, ...(service.halted ? (others[0] ?? []) : [])]
  const next = candidates.find((deed) => deed.disabledReason === undefined || (suspended !== undefined && asleep))
  return (
    <>
      {next !== undefined && (
        <Button
          variant={service.power === 'running' ? 'secondary' : 'primary'}
          icon={next.icon}
          pending={next.pending ?? false}
          disabledReason={next.disabledReason}
          onClick={next.onSelect}
        >
          {next.label}
        </Button>
      )}
      <Menu
        groups={groups}
        trigger={
          <button type="button" aria-label={actionsOf(service.name)} className={buttonStyle('secondary', 'sm', true)}>
            <Ellipsis aria-hidden="true" />
          </button>
        }
      />
      {dialogs}
    </>
  )
}
