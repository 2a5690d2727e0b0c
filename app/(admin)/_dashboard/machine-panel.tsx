'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { Sparkline } from '@/components/charts/sparkline'
import { formatMiB } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { formatNumber } from '@/contracts/number'
import type { DashboardView } from '@/contracts/views'
import { useLately } from './lately'

const MiB = 1_048_576
const high = 0.8
const full = 0.9

interface Figure {
  label: string
  text: string
  values: readonly (number | null)[]
  /** What there is in all; null when more is not worse. */
  of: number | null
  now: number
}

/** Load, memory, data pool and requests: what they are now, and how they went in the last six hours. */
export function MachinePanel({ machine }: { machine: DashboardView['machine'] }) {
  const text = useText()
  const { usedOf } = text.common.limits
  const lately = useLately()
  if (machine === null) {
    return (
      <Panel title={text.dashboard.machine} className="lg:col-span-4">
        <p className="text-content-secondary">{text.dashboard.machineUnknown}</p>
      </Panel>
    )
  }
  const used = (all: number, free: number) => usedOf(formatMiB(all - free), formatMiB(all))
  const requests = lately.requests.findLast((value) => value !== null) ?? null
  const figures: Figure[] = [
    {
      label: text.dashboard.load,
      text: text.dashboard.loadOf(machine.load.toFixed(2), machine.cpus),
      values: lately.load,
      of: machine.cpus * 2,
      now: machine.load,
    },
    {
      label: text.dashboard.memory,
      text: used(machine.memoryMiB, machine.memoryFreeMiB),
      values: lately.memoryUsed,
      of: machine.memoryMiB * MiB,
      now: (machine.memoryMiB - machine.memoryFreeMiB) * MiB,
    },
    {
      label: text.dashboard.data,
      text: used(machine.dataMiB, machine.dataFreeMiB),
      values: lately.poolUsed,
      of: machine.dataMiB * MiB,
      now: (machine.dataMiB - machine.dataFreeMiB) * MiB,
    },
    {
      label: text.dashboard.requests,
      text: requests === null ? '–' : text.statistics.perSecond(formatNumber(requests)),
      values: lately.requests,
      of: null,
      now: 0,
    },
  ]
  return (
    <Panel
      title={text.dashboard.machine}
      description={text.dashboard.lately}
      className="lg:col-span-4"
      actions={<TextLink href={paths.statistics}>{text.statistics.title}</TextLink>}
    >
      <ul className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {figures.map((figure) => (
          <li key={figure.label} className="min-w-0">
            <div className="flex items-baseline justify-between gap-3">
              <span className="text-content-secondary">{figure.label}</span>
              <span className="truncate text-content-raise tabular-nums">{figure.text}</span>
            </div>
            <Sparkline
              label={text.dashboard.sparkline(figure.label, figure.text)}
              values={figure.values}
              tone={toneOf(figure)}
              className="mt-1"
              {...(figure.of === null ? {} : { of: figure.of })}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function toneOf({ now, of }: Figure): 'accent' | 'warn' | 'bad' {
  if (of === null || now < of * high) return 'accent'
  return now < of * full ? 'warn' : 'bad'
}
