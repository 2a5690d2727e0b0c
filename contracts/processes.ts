import * as z from 'zod'
import { powerState } from './states.ts'

/** One supervised process of a service. `seconds` since it came up, or went down. */
export const processState = z.object({ name: z.string(), up: z.boolean(), pid: z.int().nullable(), seconds: z.int().nullable() })
export type ProcessState = z.infer<typeof processState>

export const processesResult = z.object({ power: powerState, processes: z.array(processState) })
export type ProcessesResult = z.infer<typeof processesResult>
