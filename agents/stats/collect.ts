import type { Traffic } from '../../contracts/gate.ts'
import type { CollectorState } from '../../contracts/statistics.ts'
import type { Engine } from '../engine/client.ts'
import { type Measured, together } from './columns.ts'
import { added, type Counters } from './counters.ts'
import { type InstanceMetrics, parseMetrics } from './openmetrics.ts'
import type { Store } from './store.ts'
import { createVolumes } from './volumes.ts'

/** What the collector asks of others. */
export interface Sources {
  engine: Pick<Engine, 'getMachine' | 'getVolumeUse'>
  metrics: Pick<Engine, 'readMetrics'>
  traffic(withinMs: number): Promise<Traffic['services']>
}

/** One look at one source each. They throw when it does not answer: the next look then counts for the time of both. */
export interface Collector {
  lookAtEngine(now: number): Promise<void>
  lookAtGate(now: number): Promise<void>
  /** The volume of one service that has not been looked at for a while; false when there is none. */
  lookAtVolume(now: number): Promise<boolean>
  lookAtMachine(now: number): Promise<void>
  state(): Pick<CollectorState, 'rounds' | 'services'>
}

/** A level of now says nothing of what was longer ago. */
const levelMs = 120_000
/** HAProxy forgets what was not used for so long. */
const forgetMs = 7 * 86_400_000
const tenantProject = /^reeve-(t[a-z2-7]{12})$/
const serviceName = /^s[a-z2-7]{12}$/

interface Seen {
  name: string
  tenant: string | null
  measured: Measured
}

export function createCollector(store: Store, sources: Sources, dataPool: string): Collector {
  const engine = remembered(store, 'engine')
  const gate = remembered(store, 'gate')
  const machine = { at: null as number | null }
  /** Looks in a row that did not find an instance any more. */
  const missing = new Map<string, number>()
  const rounds = { engine: 0, gate: 0, disk: 0, machine: 0 }
  const volumes = createVolumes(store, sources.engine, dataPool)
  let running = 0

  /** Each service, its tenant and the machine: totals for the whole time since the last look, levels for no longer than they are good for. */
  function write(
    from: number,
    now: number,
    seen: readonly Seen[],
    whole: Measured,
    levelsOf: (tenant: string) => Measured['levels'],
  ): void {
    const put = ({ name, tenant, measured: { levels, ...counted } }: Seen) => {
      store.add(name, tenant, from, now, counted)
      if (levels !== undefined) store.add(name, tenant, Math.max(from, now - levelMs), now, { levels })
    }
    for (const one of seen) put(one)
    const byTenant = new Map<string, Measured[]>()
    for (const { tenant, measured } of seen) if (tenant !== null) byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), measured])
    for (const [tenant, measured] of byTenant) {
      const sum = together(measured)
      put({ name: `tenant:${tenant}`, tenant, measured: { ...sum, levels: { ...sum.levels, ...levelsOf(tenant) } } })
    }
    // The machine's row says also how long anybody watched, so its levels stand for the whole time.
    store.add('machine', null, from, now, whole)
  }

  async function lookAtEngine(now: number): Promise<void> {
    const found = parseMetrics(await sources.metrics.readMetrics())
    const from = engine.at
    const seen = found.map((instance) => measure(instance, from === null))
    forgetMissing(new Set(found.map(keyOf)))
    const services = seen.filter(({ name }) => name.startsWith('service:'))
    running = services.length
    volumes.running(services.map(({ name, tenant }) => ({ service: name.slice('service:'.length), tenant: tenant ?? '' })))
    const ours = seen.filter(({ name }) => name !== '')
    if (from !== null && from < now) {
      const whole = {
        ...together(seen.map(({ measured: { sums = {} } }) => ({ sums }))),
        levels: { ...together(ours.map(levelsOnly)).levels, running },
      }
      write(from, now, ours, whole, (tenant) => ({
        disk: volumes.ofTenant(tenant),
        running: services.filter((one) => one.tenant === tenant).length,
      }))
    }
    // Whose they are is known from the first look on.
    else for (const { name, tenant } of ours) store.add(name, tenant, now, now, {})
    engine.done(now)
    rounds.engine += 1
  }

  function measure(instance: InstanceMetrics, baseline: boolean): Seen {
    const key = keyOf(instance)
    const now = countersOf(instance)
    const sums = added(engine.values.get(key), now, 'cpu', baseline)
    engine.values.set(key, now)
    const { name, tenant } = objectOf(instance)
    const memory = Math.max(0, instance.memoryTotalBytes - instance.memoryFreeBytes)
    const disk = tenant === null ? undefined : volumes.of(instance.name)
    return { name, tenant, measured: { sums, levels: { memory, processes: instance.processes, ...(disk === undefined ? {} : { disk }) } } }
  }

  /** One that is started again counts from nothing; the engine may also leave one out of a single answer. */
  function forgetMissing(found: ReadonlySet<string>): void {
    for (const key of engine.values.keys()) {
      const times = found.has(key) ? 0 : (missing.get(key) ?? 0) + 1
      if (times === 0) missing.delete(key)
      else missing.set(key, times)
      if (times < 2) continue
      engine.values.delete(key)
      missing.delete(key)
    }
  }

  async function lookAtGate(now: number): Promise<void> {
    const from = gate.at
    const found = await sources.traffic(from === null ? forgetMs : Math.min(forgetMs, Math.max(30_000, now - from + 15_000)))
    const seen = found.map((service): Seen => {
      const before = gate.values.get(service.service)
      const counters = trafficOf(service)
      const sums = added(before, counters, 'trafficIn', from === null)
      gate.values.set(service.service, counters)
      const times = service.times.map((_, index) => sums[`time${index}`] ?? 0)
      const counted = Object.fromEntries(Object.entries(sums).filter(([name]) => !name.startsWith('time')))
      const name = `service:${service.service}`
      return { name, tenant: store.tenantOf(name), measured: { sums: counted, times, levels: { connections: service.connections } } }
    })
    if (from !== null && from < now) {
      const whole = together(seen.map(({ measured }) => measured))
      write(from, now, seen, { ...whole, levels: { connections: 0, ...whole.levels } }, () => undefined)
    }
    gate.done(now)
    rounds.gate += 1
    if (rounds.gate % 360 === 0) forgetOld(now)
  }

  function forgetOld(now: number): void {
    const used = new Set(store.seenSince(now - forgetMs))
    for (const service of gate.values.keys()) if (!used.has(`service:${service}`)) gate.values.delete(service)
  }

  return {
    lookAtEngine,
    lookAtGate,
    async lookAtVolume(now) {
      const looked = await volumes.look(now)
      if (looked) rounds.disk += 1
      return looked
    },
    async lookAtMachine(now) {
      const { load, memoryMiB, memoryFreeMiB, poolMiB, poolFreeMiB } = await sources.engine.getMachine(dataPool)
      const levels = { load, memoryUsed: (memoryMiB - memoryFreeMiB) * 1_048_576, poolUsed: (poolMiB - poolFreeMiB) * 1_048_576 }
      if (machine.at !== null) store.add('machine', null, Math.max(machine.at, now - levelMs), now, { levels })
      machine.at = now
      rounds.machine += 1
    },
    state: () => ({ rounds: { ...rounds }, services: running }),
  }
}

/** Raw counters of a source and the time of the last look, which outlive a restart. */
function remembered(store: Store, source: string) {
  const { at, values } = store.counters(source)
  const kept = {
    at,
    values,
    done(now: number) {
      kept.at = now
      store.saveCounters(source, now, kept.values)
    },
  }
  return kept
}

const keyOf = ({ project, name }: InstanceMetrics): string => `${project}/${name}`
const levelsOnly = ({ measured: { levels = {} } }: Seen): Measured => ({ levels })

/** Whose figures these are. Instances that are none of ours count for the machine alone. */
function objectOf({ project, name }: InstanceMetrics): { name: string; tenant: string | null } {
  const tenant = tenantProject.exec(project)?.[1]
  if (tenant !== undefined && serviceName.test(name)) return { name: `service:${name}`, tenant }
  return { name: project === 'reeve' ? `zone:${name}` : '', tenant: null }
}

const countersOf = (instance: InstanceMetrics): Counters => ({
  cpu: instance.cpuSeconds,
  diskRead: instance.diskReadBytes,
  diskWrite: instance.diskWrittenBytes,
  networkIn: instance.networkReceivedBytes,
  networkOut: instance.networkSentBytes,
})

const trafficOf = ({ requests, answers, held, times, bytesIn, bytesOut }: Traffic['services'][number]): Counters => ({
  requests,
  answers2xx: answers[0] ?? 0,
  answers3xx: answers[1] ?? 0,
  answers4xx: answers[2] ?? 0,
  answers5xx: answers[3] ?? 0,
  held,
  trafficIn: bytesIn,
  trafficOut: bytesOut,
  ...Object.fromEntries(times.map((count, index) => [`time${index}`, count])),
})
