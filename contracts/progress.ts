import * as z from 'zod'
import { errorCodes } from './errors.ts'

/** Lines (newline-delimited JSON) that an agent sends to the door, and the door to the backend, while one action goes its way. */
export const progressLine = z.strictObject({
  progress: z.strictObject({ step: z.int(), of: z.int(), text: z.string().max(200) }),
})
export const resultLine = z.strictObject({ result: z.record(z.string(), z.json()) })
/**
 * `cause` is for the keep's log and never leaves the keep. `retry`: nothing was decided; send the same id again later. `generation`: the last one
 * that the keep accepted, with `stale_generation`.
 */
export const errorLine = z.strictObject({
  error: z.strictObject({
    code: z.enum(errorCodes),
    message: z.string(),
    retry: z.boolean(),
    refused: z.boolean(),
    generation: z.int().optional(),
  }),
})
export const answerLine = z.union([progressLine, resultLine, errorLine])
export type ProgressLine = z.infer<typeof progressLine>
export type AnswerLine = z.infer<typeof answerLine>
