import * as z from 'zod'
import { powerState } from './states.ts'

/** What a service uses at one moment. Counters go on from the start of its VPS; two of them tell a rate. */
export const usageResult = z.object({
  /** Milliseconds since 1970. */
  at: z.int(),
  power: powerState,
  /** With what the kernel keeps of files and gives back when it is needed. */
  memoryBytes: z.int(),
  /** What processes hold and nobody takes from them; null while it does not run. */
  heldBytes: z.int().nullable(),
  cpuNanoseconds: z.int(),
  processes: z.int(),
  receivedBytes: z.int(),
  sentBytes: z.int(),
  /** Null where the pool does not count. */
  diskBytes: z.int().nullable(),
  /** The largest ones; none while it does not run. */
  programs: z.array(z.object({ name: z.string(), count: z.int(), memoryBytes: z.int() })),
})
export type UsageResult = z.infer<typeof usageResult>
