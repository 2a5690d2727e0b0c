'use client'

import { useText } from '@/app/_text/use-text'
import { formatMiB } from '@/components/ui/format'
import { Meter } from '@/components/ui/meter'
import { Panel } from '@/components/ui/panel'
import type { DashboardView } from '@/contracts/views'

/** Load, memory and data pool of the machine. */
export function MachinePanel({ machine }: { machine: DashboardView['machine'] }) {
  const text = useText()
  const { usedOf } = text.common.limits
  return (
    <Panel title={text.dashboard.machine} className="lg:col-span-3">
      {machine === null ? (
        <p className="text-content-secondary">{text.dashboard.machineUnknown}</p>
      ) : (
        <div className="flex flex-col gap-4">
          <Meter
            label={text.dashboard.load}
            used={machine.load}
            of={machine.cpus * 2}
            text={text.dashboard.loadOf(machine.load.toFixed(2), machine.cpus)}
          />
          <Meter
            label={text.dashboard.memory}
            used={machine.memoryMiB - machine.memoryFreeMiB}
            of={machine.memoryMiB}
            text={usedOf(formatMiB(machine.memoryMiB - machine.memoryFreeMiB), formatMiB(machine.memoryMiB))}
          />
          <Meter
            label={text.dashboard.data}
            used={machine.dataMiB - machine.dataFreeMiB}
            of={machine.dataMiB}
            text={usedOf(formatMiB(machine.dataMiB - machine.dataFreeMiB), formatMiB(machine.dataMiB))}
          />
        </div>
      )}
    </Panel>
  )
}
