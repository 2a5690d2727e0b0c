'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTRPC } from '@/app/_lib/trpc'
import { Busiest } from '@/app/_shared/statistics/busiest'
import { Statistics, type Subject } from '@/app/_shared/statistics/statistics'
import { useText } from '@/app/_text/use-text'
import { AddressFilter } from '@/components/table/address-filter'
import { PageHeader } from '@/components/ui/page-header'
import { Collector } from './_collector'

const zones = ['panel', 'backend', 'keep', 'vault', 'gate'] as const
const MiB = 1_048_576

/** The machine with all services, or one zone of Reeve itself. */
export function MachineStatistics() {
  const trpc = useTRPC()
  const text = useText()
  const asked = useSearchParams().get('zone')
  const zone = zones.find((one) => one === asked)
  const { data } = useQuery(trpc.dashboard.get.queryOptions())
  const machine = data?.machine ?? null
  const limits =
    machine === null ? {} : { cpu: machine.cpus, load: machine.cpus, memoryUsed: machine.memoryMiB * MiB, poolUsed: machine.dataMiB * MiB }
  const subject: Subject = zone === undefined ? { of: 'machine', limits } : { of: 'zone', zone }
  return (
    <>
      <PageHeader
        title={text.statistics.title}
        description={text.statistics.machineDescription}
        actions={
          <AddressFilter
            name="zone"
            label={text.statistics.zone}
            value={zone}
            all={text.statistics.zoneNone}
            options={zones.map((one) => ({ value: one, label: text.common.zones[one] }))}
          />
        }
      />
      {zone === undefined && <Busiest className="mb-5" />}
      <Statistics subject={subject} />
      <Collector />
    </>
  )
}
