'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionRows } from '@/app/_shared/action-rows'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { CopyButton } from '@/components/ui/copy-button'
import { formatMiB, formatSeconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Skeleton } from '@/components/ui/skeleton'
import { Time } from '@/components/ui/time'
import type { ServiceView } from '@/contracts/views'
import { useService } from './_header'
import { WakeChart } from './_wake-chart'
import { WakeTable } from './_wake-table'

export function ServiceOverview() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText().tenant
  const wakes = useQuery(trpc.services.wakes.queryOptions({ service: service.id }))
  const actions = useQuery({
    ...trpc.actions.list.queryOptions({ object: service.id, limit: 5, sort: 'createdAt', descending: true }),
    placeholderData: keepPreviousData,
  })
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel flush>
          <Facts service={service} />
        </Panel>
        <Panel title={text.service.under} flush>
          <QueryView query={actions} skeleton={<Skeleton className="m-4 h-24" />}>
            {(data) => <ActionRows rows={data.items} tenant={service.tenant} />}
          </QueryView>
        </Panel>
      </div>
      <Panel title={text.service.wakes} flush>
        <QueryView query={wakes} skeleton={<Skeleton className="m-4 h-40" />}>
          {(data) =>
            data.length === 0 ? (
              <p className="p-4 text-content-secondary">{text.service.wakesNone}</p>
            ) : (
              <>
                <WakeChart wakes={data} />
                <WakeTable wakes={data} />
              </>
            )
          }
        </QueryView>
      </Panel>
    </div>
  )
}

function Facts({ service }: { service: ServiceView }) {
  const text = useText().tenant.service
  const seconds = (value: number) => (value === 0 ? text.never : formatSeconds(value))
  const { resources, idle } = service
  const address = service.ownAddress === null ? null : `${service.ownAddress}:${service.ports[0]?.port ?? ''}`
  return (
    <Properties
      items={[
        {
          label: text.address,
          value:
            address === null ? (
              service.domains.join(', ') || text.addressNone
            ) : (
              <span className="flex items-center gap-1">
                <code>{address}</code>
                <CopyButton value={address} what={text.address} />
              </span>
            ),
        },
        { label: text.resources, value: `${resources.cpus} CPU · ${formatMiB(resources.memoryMiB)} · ${formatMiB(resources.diskMiB)}` },
        { label: text.idle, value: text.idleText(seconds(idle.freezeAfterSeconds), seconds(idle.stopAfterSeconds)) },
        { label: text.connections, value: String(service.connections) },
        { label: text.created, value: <Time at={service.createdAt} /> },
        { label: text.id, value: <code>{service.id}</code> },
      ]}
    />
  )
}
