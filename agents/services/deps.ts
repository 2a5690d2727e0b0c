import type { HostClient } from '../core/host-client.ts'
import type { Log } from '../core/log.ts'
import type { Queue } from '../core/queue.ts'
import type { Engine } from '../engine/client.ts'
import type { Abilities } from './apply/rates.ts'
import type { Records } from './records.ts'

/** Everything that the agent's duties need. */
export interface ServicesDeps {
  engine: Engine
  records: Records
  /** Gives archives of packages, and nothing else to this agent. */
  host: HostClient
  /** Folder that the door shares with this agent: uploads come here, downloads are left here. */
  uploads: string
  dataPool: string
  tenantsBridge: string
  log: Log
  /** Milliseconds since 1970. */
  now(): number
  /** Waits for so many milliseconds. */
  pause(ms: number): Promise<unknown>
}

/** The same, with what the duties share while the agent runs. */
export interface ServicesParts extends ServicesDeps {
  /** The engine finds ids of the host that are free by looking at all instances: of two that are made at the same time both may get the same. */
  creations: Queue
  abilities: Abilities
}
