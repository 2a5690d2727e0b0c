import * as z from 'zod'
import type { PowerState } from '../../contracts/states.ts'

/** The engine's objects as agents see them, read with our own schemas: what the engine adds in later releases is dropped here. */
const config = z.record(z.string(), z.string())
const devices = z.record(z.string(), z.record(z.string(), z.string()))

const states: Record<string, PowerState> = {
  Running: 'running',
  Ready: 'running',
  Frozen: 'frozen',
  Stopped: 'stopped',
  Starting: 'starting',
  Thawed: 'starting',
  Freezing: 'stopping',
  Stopping: 'stopping',
  Aborting: 'stopping',
}
const status = z.string().transform((text): PowerState => states[text] ?? 'error')

export const project = z.object({ name: z.string(), description: z.string(), config })
export type Project = z.infer<typeof project>

export const instance = z
  .object({
    ...{ project: z.string(), name: z.string(), status, config, devices },
    ...{ created_at: z.iso.datetime({ offset: true }), last_used_at: z.iso.datetime({ offset: true }) },
  })
  .transform(({ status: state, created_at, last_used_at, ...rest }) => ({
    ...{ ...rest, state, createdAt: Date.parse(created_at) },
    /** When it was last started. */
    lastUsedAt: Date.parse(last_used_at),
  }))
export type Instance = z.infer<typeof instance>

export const instanceState = z
  .object({
    status,
    processes: z.int(),
    memory: z.object({ usage: z.int() }),
    cpu: z.object({ usage: z.int() }),
    network: z.record(z.string(), z.object({ counters: z.object({ bytes_received: z.int(), bytes_sent: z.int() }) })).nullish(),
  })
  .transform(({ status: state, processes, memory, cpu, network }) => ({
    state,
    processes,
    memoryBytes: memory.usage,
    cpuNanoseconds: cpu.usage,
    /** Since it started; of the card that all VPSs have. */
    receivedBytes: network?.eth0?.counters.bytes_received ?? 0,
    sentBytes: network?.eth0?.counters.bytes_sent ?? 0,
  }))
export type InstanceState = z.infer<typeof instanceState>

export const volume = z
  .object({ name: z.string(), type: z.string(), config, used_by: z.array(z.string()).nullish() })
  .transform((found) => ({ name: found.name, type: found.type, config: found.config, usedBy: found.used_by ?? [] }))
export type Volume = z.infer<typeof volume>

/** Null where the pool does not count. */
export const volumeState = z
  .object({ usage: z.object({ used: z.int().nonnegative().nullish() }).nullish() })
  .transform((found) => ({ usedBytes: found.usage?.used ?? null }))

export const snapshot = z
  .object({ name: z.string(), created_at: z.iso.datetime({ offset: true }) })
  // The engine lists a volume's snapshots as volume/snapshot.
  .transform((found) => ({ name: found.name.split('/').at(-1) ?? found.name, createdAt: Date.parse(found.created_at) }))
export type Snapshot = z.infer<typeof snapshot>

/** `fingerprint`: SHA-256 of the image, hex. `properties` are what its builder wrote. */
export const image = z.object({ fingerprint: z.string(), properties: config })
/** Where the engine itself writes which image a root was made from. */
export const rootImageKey = 'volatile.base_image'
export type Image = z.infer<typeof image>

export interface Machine {
  cpus: number
  /** One minute's load average. */
  load: number
  memoryMiB: number
  memoryFreeMiB: number
  poolMiB: number
  poolFreeMiB: number
}

/** `action` such as `instance-started`; `name` of the object. */
export interface EngineEvent {
  action: string
  project: string
  name: string
}
