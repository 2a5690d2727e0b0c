'use client'

import { useQuery } from '@tanstack/react-query'
import { Moon } from 'lucide-react'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { commandsOf } from './_connect'
import { useService } from './_header'
import { Copyable } from './_reach'
import { WakeChart } from './_wake-chart'
import { WakeTable } from './_wake-table'

/** Who woke the service, from what, and how long they waited. */
export function WakePanel() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText().tenant.service
  const wakes = useQuery(trpc.services.wakes.queryOptions({ service: service.id }))
  return (
    <Panel title={text.wakes} description={text.wakesHint} flush className="lg:col-span-2">
      <QueryView
        query={wakes}
        skeleton={
          <div className="p-4">
            <PanelSkeleton />
          </div>
        }
      >
        {(data) =>
          data.length === 0 ? (
            <NoWakes />
          ) : (
            <>
              <WakeChart wakes={data} />
              <WakeTable wakes={data} tenant={service.tenant} />
            </>
          )
        }
      </QueryView>
    </Panel>
  )
}

/** What to do to see the first wake. */
function NoWakes() {
  const text = useText().tenant.service
  const [command] = commandsOf(useService())
  return (
    <EmptyState
      icon={<Moon />}
      title={text.wakesNone}
      text={command === undefined ? text.wakesNoDomain : text.wakesTry}
      action={
        command !== undefined && (
          <span className="inline-flex max-w-full rounded-md border border-stroke bg-surface-sunken py-1.5 pr-1.5 pl-3 text-left text-content-raise">
            <Copyable value={command} what={text.command} />
          </span>
        )
      }
    />
  )
}
