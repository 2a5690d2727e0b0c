'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { formatMiB } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'

/** What the machine has. */
export function Machine() {
  const trpc = useTRPC()
  const text = useText()
  const query = useQuery(trpc.dashboard.get.queryOptions())
  const { limits } = text.common
  return (
    <Panel title={text.settings.host} flush className="self-start">
      <QueryView
        query={query}
        skeleton={
          <div className="p-4">
            <PanelSkeleton />
          </div>
        }
      >
        {({ machine }) =>
          machine === null ? (
            <p className="p-4 text-content-secondary">{text.dashboard.machineUnknown}</p>
          ) : (
            <Properties
              items={[
                { label: limits.cpus, value: machine.cpus },
                { label: limits.memory, value: formatMiB(machine.memoryMiB) },
                { label: text.dashboard.data, value: formatMiB(machine.dataMiB) },
              ]}
            />
          )
        }
      </QueryView>
    </Panel>
  )
}
