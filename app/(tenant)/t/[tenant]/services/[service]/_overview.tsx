'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionRows } from '@/app/_shared/action-rows'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { formatMiB, formatSeconds } from '@/components/ui/format'
import { Id } from '@/components/ui/id'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { formatNumber } from '@/contracts/number'
import type { ServiceView } from '@/contracts/views'
import { useService } from './_header'
import { ServiceLicences } from './_licences'
import { PatchPanel } from './_patch-panel'
import { Processes } from './_processes'
import { Reach } from './_reach'
import { WakePanel } from './_wake-panel'

export function ServiceOverview() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText().tenant
  const actions = useQuery({
    ...trpc.actions.list.queryOptions({ object: service.id, limit: 5, sort: 'createdAt', descending: true }),
    placeholderData: keepPreviousData,
  })
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <Reach />
        <Panel title={text.service.facts} flush>
          <Facts service={service} />
        </Panel>
        <ServiceLicences />
        <Processes />
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <PatchPanel />
        <Panel title={text.service.under} flush>
          <QueryView query={actions} skeleton={<Waiting />}>
            {(data) => <ActionRows rows={data.items} tenant={service.tenant} />}
          </QueryView>
        </Panel>
      </div>
      <WakePanel />
    </div>
  )
}

const Waiting = () => (
  <div className="p-4">
    <PanelSkeleton />
  </div>
)

function Facts({ service }: { service: ServiceView }) {
  const text = useText().tenant.service
  const seconds = (value: number) => (value === 0 ? text.never : formatSeconds(value))
  const { resources, idle } = service
  return (
    <Properties
      items={[
        { label: text.resources, value: text.resourcesText(resources.cpus, formatMiB(resources.memoryMiB), formatMiB(resources.diskMiB)) },
        ...(service.firstPort === null ? [] : [{ label: text.firstPort, value: text.firstPortText(service.firstPort) }]),
        ...(service.packages.length === 0 ? [] : [{ label: text.packages, value: service.packages.join(', ') }]),
        { label: text.freezes, value: seconds(idle.freezeAfterSeconds) },
        { label: text.stops, value: seconds(idle.stopAfterSeconds) },
        { label: text.connections, value: formatNumber(service.connections) },
        { label: text.created, value: <Time at={service.createdAt} /> },
        { label: text.id, value: <Id value={service.id} what={text.id} /> },
      ]}
    />
  )
}
