import type { Engine } from '../engine/client.ts'
import type { Records } from './records.ts'

/** Everything that the agent's duties need. */
export interface ServicesDeps {
  engine: Engine
  records: Records
  /** Folder that the door shares with this agent: uploads come here, downloads are left here. */
  uploads: string
  dataPool: string
  tenantsBridge: string
  /** Milliseconds since 1970. */
  now(): number
}
