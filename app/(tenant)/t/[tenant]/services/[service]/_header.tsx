'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import { LinkTabs } from '@/components/ui/tabs'
import { toast } from '@/components/ui/toast'
import type { ServiceView } from '@/contracts/views'

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
  const query = useQuery(trpc.services.get.queryOptions({ service }))
  return (
    <QueryView query={query} skeleton={<Skeleton className="h-64 w-full" />}>
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
  const text = useText().tenant
  const own = paths.own
  const tabs = [
    { href: own.service(tenant, service.id), label: text.service.tabs.overview },
    ...(service.files ? [{ href: own.serviceFiles(tenant, service.id), label: text.service.tabs.files }] : []),
    ...(service.ownAddress === null ? [{ href: own.serviceDomains(tenant, service.id), label: text.service.tabs.domains }] : []),
    { href: own.serviceLogs(tenant, service.id), label: text.service.tabs.logs },
    { href: own.serviceSettings(tenant, service.id), label: text.service.tabs.settings },
  ]
  return (
    <>
      <PageHeader
        back={{ href: own.services(tenant), label: text.services.title }}
        title={service.name}
        badge={
          <>
            <StatusBadge status={service.power} />
            {service.state !== 'active' && <StatusBadge status={service.state} />}
          </>
        }
        description={`${service.kindTitle} · ${service.tenantName}`}
        actions={<Power service={service} />}
      />
      <div className="mb-5">
        <LinkTabs label={text.service.tabsLabel} tabs={tabs} />
      </div>
      {service.error !== null && (
        <Notice tone="bad" className="mb-5">
          {service.error.message}
        </Notice>
      )}
    </>
  )
}

function Power({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const failed = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const words = text.tenant.services
  const wake = useMutation(trpc.services.wake.mutationOptions({ onSuccess: () => toast.done(words.waking), onError: failed }))
  const sleep = useMutation(trpc.services.sleep.mutationOptions({ onSuccess: () => toast.done(words.asleep), onError: failed }))
  if (service.power === 'running')
    return (
      <>
        <Button pending={sleep.isPending} onClick={() => sleep.mutate({ service: service.id, stop: false })}>
          {words.sleep}
        </Button>
        <Button pending={sleep.isPending} onClick={() => sleep.mutate({ service: service.id, stop: true })}>
          {words.stop}
        </Button>
      </>
    )
  return (
    <Button variant="primary" pending={wake.isPending || service.power === 'starting'} onClick={() => wake.mutate({ service: service.id })}>
      {words.wake}
    </Button>
  )
}
