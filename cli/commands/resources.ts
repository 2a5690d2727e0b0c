import type { Command } from 'commander'
import type { Resources } from '../../contracts/limits.ts'
import type { UsageResult } from '../../contracts/usage.ts'
import type { ServiceView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { numberOrNone, wholeNumber } from '../options.ts'
import { findService } from '../resolve.ts'
import { answer, openSession, remark } from '../session.ts'
import { facts, table } from '../table.ts'

interface ResizeOptions {
  cpus?: string
  memory?: string
  disk?: string
  processes?: string
  cpuPercent?: string
  io?: string
  network?: string
  firstPort?: string
  rehearse?: true
  wait: boolean
}

/** What a service may use and what it does use. */
export function addResources(service: Command, io: Io): void {
  service
    .command('resize')
    .description('give it more or less, while it runs')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--cpus <number>', 'CPUs')
    .option('--memory <MiB>', 'memory')
    .option('--disk <MiB>', 'disk')
    .option('--processes <number>', 'processes')
    .option('--cpu-percent <number>', 'processor time in percent of one CPU, or none: as the plan says')
    .option('--io <MiB>', 'disk traffic in a second, or none: as the plan says')
    .option('--network <Mbit>', 'network in a second, or none: as the plan says')
    .option('--first-port <number>', 'its programs may listen at ports from this one up, or none: from 1024')
    .option('--rehearse', 'try it on a copy first, and change nothing unless that works')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: ResizeOptions, command: Command) => {
      const session = openSession(command, io)
      if (Object.keys(options).every((name) => name === 'wait' || name === 'rehearse'))
        throw new UsageError('Say what is to be another: see `reeve service resize --help`.')
      const found = await findService(session.api, text)
      const resources = resourcesOf(options, found.resources)
      const firstPort = numberOrNone('--first-port', options.firstPort, found.firstPort ?? undefined) ?? null
      const asked = await session.api.services.update.mutate({ service: found.id, resources, firstPort, rehearse: options.rehearse })
      if (options.wait) await done(session, asked.action)
      const view = await session.api.services.get.query({ service: found.id })
      for (const note of view.notes) remark(session, note)
      answer(session, { ...view, action: asked.action }, () => facts(mayUse(view)))
    })

  service
    .command('usage')
    .description('what it uses now, beside what it may use; a sleeping service is not woken')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const view = await findService(session.api, text)
      const usage = await session.api.services.usage.query({ service: view.id })
      const { effective: limits } = view
      answer(session, { service: view.id, limits, ...usage }, () => {
        const programs = table(usage.programs, programColumns, 'Nothing runs in it.')
        return `${facts(used(usage, limits))}\n${programs}`
      })
    })
}

function resourcesOf(options: ResizeOptions, before: Resources): Resources {
  const number = (name: string, text: string | undefined, value: number) => (text === undefined ? value : wholeNumber(name, text))
  return {
    cpus: number('--cpus', options.cpus, before.cpus),
    memoryMiB: number('--memory', options.memory, before.memoryMiB),
    diskMiB: number('--disk', options.disk, before.diskMiB),
    processes: number('--processes', options.processes, before.processes),
    cpuPercent: numberOrNone('--cpu-percent', options.cpuPercent, before.cpuPercent),
    ioMiBps: numberOrNone('--io', options.io, before.ioMiBps),
    networkMbps: numberOrNone('--network', options.network, before.networkMbps),
  }
}

const rate = (value: number | undefined, unit: string): string => (value === undefined ? 'no limit' : `${value} ${unit}`)

const mayUse = ({ tenantName, name, effective: limits, firstPort }: ServiceView): [string, string][] => [
  ['service', `${tenantName}/${name}`],
  ['cpus', String(limits.cpus)],
  ['cpu time', rate(limits.cpuPercent, '% of one CPU')],
  ['memory', `${limits.memoryMiB} MiB`],
  ['disk', `${limits.diskMiB} MiB`],
  ['processes', String(limits.processes)],
  ['disk traffic', rate(limits.ioMiBps, 'MiB/s')],
  ['network', rate(limits.networkMbps, 'Mbit/s')],
  ['ports', `from ${firstPort ?? 1024} up`],
]

const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576)

const used = (usage: UsageResult, limits: Resources): [string, string][] => [
  ['power', usage.power],
  ['memory held', usage.heldBytes === null ? '-' : `${mebibytes(usage.heldBytes)} of ${limits.memoryMiB} MiB`],
  ['memory with caches', `${mebibytes(usage.memoryBytes)} of ${limits.memoryMiB} MiB`],
  ['disk', usage.diskBytes === null ? '-' : `${mebibytes(usage.diskBytes)} of ${limits.diskMiB} MiB`],
  ['processes', `${usage.processes} of ${limits.processes}`],
  ['cpu time', `${(usage.cpuNanoseconds / 1e9).toFixed(1)} s since it started`],
  ['received', `${mebibytes(usage.receivedBytes)} MiB since it started`],
  ['sent', `${mebibytes(usage.sentBytes)} MiB since it started`],
]

const programColumns = [
  ['program', (program: UsageResult['programs'][number]) => program.name],
  ['processes', (program: UsageResult['programs'][number]) => program.count],
  ['memory MiB', (program: UsageResult['programs'][number]) => mebibytes(program.memoryBytes)],
] as const
