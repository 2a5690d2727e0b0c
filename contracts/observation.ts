import * as z from 'zod'
import { tenantLimits } from './limits.ts'
import { powerState } from './states.ts'

/** One wake, as the waker recorded it. Times in milliseconds. */
export const wake = z.object({
  sequence: z.int(),
  service: z.string(),
  at: z.int(),
  from: powerState,
  /** `host www.acme.test`, `sni ...`, `address 10.87.16.4:22`, `login db`, `action <id>`. */
  by: z.string().max(300),
  /** Address of the client at the gate, empty when there was none. */
  source: z.string(),
  /** Until the service answered; null when it never did. */
  milliseconds: z.int().nullable(),
  /** Engine's share of it: start or thaw. */
  engineMilliseconds: z.int().nullable(),
  error: z.string().nullable(),
})
export type Wake = z.infer<typeof wake>

export const serviceObservation = z.object({
  service: z.string(),
  state: powerState,
  since: z.int(),
  lastUse: z.int().nullable(),
  connections: z.int(),
})
export type ServiceObservation = z.infer<typeof serviceObservation>

/** `GET /v1/observe?after=N&wait=S` at the door: everything when it differs from cursor `after`, at the latest after S seconds. */
export const observation = z.object({
  cursor: z.string(),
  services: z.array(serviceObservation),
  wakes: z.array(wake),
  /** Services that ask for something at their own socket, and when they last rang. Milliseconds. */
  asks: z.array(z.object({ service: z.string(), at: z.int() })).default([]),
  agents: z.array(z.object({ name: z.string(), alive: z.boolean() })),
  gate: z.boolean(),
  vault: z.boolean().optional(),
  /** The most that the keep lets one tenant have; absent: it does not say. */
  ceiling: tenantLimits.optional(),
  engine: z.boolean(),
  machine: z
    .object({ cpus: z.int(), load: z.number(), memoryMiB: z.int(), memoryFreeMiB: z.int(), dataMiB: z.int(), dataFreeMiB: z.int() })
    .nullable(),
})
export type Observation = z.infer<typeof observation>
