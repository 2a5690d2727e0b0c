'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { formatBytes, formatSeconds } from '@/components/ui/format'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import type { HostStatus } from '@/contracts/host'
import { MachineFirewall } from './_firewall'

/** The machine itself: how it is, and its own firewall. */
export function Machine() {
  const trpc = useTRPC()
  const text = useText().machine
  const query = useQuery({
    ...trpc.host.show.queryOptions(),
    // The window of a change is short.
    refetchInterval: ({ state }) => (state.data?.firewall.waiting ? 1000 : 5000),
  })
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <div className="flex flex-col gap-6">
        <Panel title={text.state} flush>
          <QueryView
            query={query}
            skeleton={
              <div className="p-4">
                <PanelSkeleton />
              </div>
            }
          >
            {({ status }) => <State status={status} />}
          </QueryView>
        </Panel>
        <MachineFirewall query={query} />
      </div>
    </>
  )
}

function State({ status }: { status: HostStatus }) {
  const text = useText().machine
  return (
    <Properties
      items={[
        { label: text.system, value: status.system },
        { label: text.kernel, value: status.kernel },
        { label: text.runs, value: formatSeconds(status.uptimeSeconds) },
        { label: text.restart, value: status.rebootNeeded ? text.restartYes : text.restartNo },
        ...status.disks.map(({ path, freeBytes, totalBytes }) => ({
          label: text.free(path),
          value: text.of(formatBytes(freeBytes), formatBytes(totalBytes)),
        })),
      ]}
    />
  )
}
