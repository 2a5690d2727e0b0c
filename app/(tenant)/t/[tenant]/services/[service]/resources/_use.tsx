'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { pollsKeep } from '@/app/_lib/stale'
import { useTRPC } from '@/app/_lib/trpc'
import { useVisible } from '@/app/_lib/use-visible'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { formatBytes, formatMiB } from '@/components/ui/format'
import { Meter } from '@/components/ui/meter'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Skeleton } from '@/components/ui/skeleton'
import type { Resources } from '@/contracts/limits'
import { formatNumber } from '@/contracts/number'
import type { UsageResult } from '@/contracts/usage'
import type { ServiceView } from '@/contracts/views'
import { type Flow, flowBetween } from './_rates'

const everyMs = 5000
const mebibyte = 1_048_576

/** What the service uses beside what it may use, looked at again while somebody looks. */
export function Use({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const words = useText().resources
  const visible = useVisible()
  const query = useQuery({
    ...trpc.services.usage.queryOptions({ service: service.id }),
    ...pollsKeep,
    refetchInterval: visible ? everyMs : false,
  })
  return (
    <Panel title={words.use} description={words.useHint}>
      <QueryView query={query} skeleton={<Skeleton className="h-64 w-full" />}>
        {(usage) => <Figures usage={usage} limits={service.effective} />}
      </QueryView>
    </Panel>
  )
}

function Figures({ usage, limits }: { usage: UsageResult; limits: Resources }) {
  const text = useText()
  const words = text.resources
  const flow = useFlow(usage)
  const { usedOf } = text.common.limits
  const cpuOf = limits.cpuPercent ?? limits.cpus * 100
  const measured = (show: (flow: Flow) => string) => (flow === undefined ? words.measuring : show(flow))
  return (
    <div className="flex flex-col gap-4">
      {usage.diskBytes !== null && (
        <Meter
          label={words.disk}
          used={usage.diskBytes / mebibyte}
          of={limits.diskMiB}
          text={usedOf(formatBytes(usage.diskBytes), formatMiB(limits.diskMiB))}
        />
      )}
      {usage.power !== 'running' ? (
        <p className="text-content-secondary">{words.asleep}</p>
      ) : (
        <>
          <Meter
            label={words.memory}
            used={(usage.heldBytes ?? usage.memoryBytes) / mebibyte}
            of={limits.memoryMiB}
            text={usedOf(formatBytes(usage.heldBytes ?? usage.memoryBytes), formatMiB(limits.memoryMiB))}
          />
          <p className="-mt-2 text-content-tertiary">{words.memoryHint(formatBytes(usage.memoryBytes))}</p>
          <Meter
            label={words.cpu}
            used={flow?.cpuPercent ?? 0}
            of={cpuOf}
            text={measured(({ cpuPercent }) => words.cpuOf(`${formatNumber(cpuPercent)} %`, `${formatNumber(cpuOf)} %`))}
          />
          <Meter
            label={words.processes}
            used={usage.processes}
            of={limits.processes}
            text={usedOf(formatNumber(usage.processes), formatNumber(limits.processes))}
          />
          {/* Its rows have the padding of the panel themselves. */}
          <div className="-mx-4 -mb-4 border-t border-stroke-faint">
            <Properties
              items={[
                {
                  label: words.network,
                  value: measured(({ received, sent }) => words.networkText(formatBytes(received), formatBytes(sent))),
                },
                ...usage.programs.slice(0, 5).map((program) => ({
                  label: program.name,
                  value: `${words.program(program.count)}, ${formatBytes(program.memoryBytes)}`,
                })),
              ]}
            />
          </div>
        </>
      )}
    </div>
  )
}

/** Counters become rates with the second look. */
function useFlow(usage: UsageResult): Flow | undefined {
  const before = useRef<UsageResult>(undefined)
  const [flow, setFlow] = useState<Flow>()
  useEffect(() => {
    if (before.current?.at === usage.at) return
    setFlow(flowBetween(before.current, usage))
    before.current = usage
  }, [usage])
  return flow
}
