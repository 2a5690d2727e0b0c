'use client'

import { useQuery } from '@tanstack/react-query'
import { pollsKeep } from '@/app/_lib/stale'
import { useTRPC } from '@/app/_lib/trpc'
import { useVisible } from '@/app/_lib/use-visible'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Badge } from '@/components/ui/badge'
import { formatSeconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Skeleton } from '@/components/ui/skeleton'
import type { ProcessState } from '@/contracts/processes'
import { useService } from './_header'

const everyMs = 10_000

/** The supervised processes of the service, looked at again while somebody looks. */
export function Processes() {
  const trpc = useTRPC()
  const service = useService()
  const words = useText().services.processes
  const visible = useVisible()
  const query = useQuery({
    ...trpc.services.processes.queryOptions({ service: service.id }),
    ...pollsKeep,
    refetchInterval: visible ? everyMs : false,
  })
  return (
    <Panel title={words.title} description={words.hint} flush>
      <QueryView query={query} skeleton={<Skeleton className="m-4 h-16" />}>
        {({ processes }) => (
          <Properties items={processes.map((process) => ({ label: process.name, value: <State process={process} /> }))} />
        )}
      </QueryView>
    </Panel>
  )
}

function State({ process }: { process: ProcessState }) {
  const words = useText().services.processes
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={process.up ? 'good' : 'neutral'}>{process.up ? words.up : words.down}</Badge>
      {process.seconds !== null && <span className="text-content-secondary">{words.since(formatSeconds(process.seconds))}</span>}
    </span>
  )
}
