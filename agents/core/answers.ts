import type * as z from 'zod'
import { type ErrorCode, errorView, ReeveError } from '../../contracts/errors.ts'
import type { AnswerLine, errorLine, ProgressLine, resultLine } from '../../contracts/progress.ts'

export type Answer = z.infer<typeof resultLine> | z.infer<typeof errorLine>
export type Result = z.infer<typeof resultLine>['result']
/** Tells how far an action is: step 1..of, and what happens now in a few words. */
export type Report = (step: number, of: number, text: string) => void

/** Codes after which nothing was decided: the same id may be sent again and is executed again. */
const retryCodes: readonly ErrorCode[] = ['unavailable', 'timeout', 'rate_limited']

export const isRetryable = (error: unknown): boolean => error instanceof ReeveError && retryCodes.includes(error.code)

/** Anything thrown, as the last line of an answer. The cause stays behind: log it before. */
export const errorAnswer = (error: unknown, refused = false): Answer => ({
  error: { ...errorView(error), retry: isRetryable(error), refused },
})

export const progressLineOf = (step: number, of: number, text: string): ProgressLine => ({
  progress: { step, of, text: text.slice(0, 200) },
})

export const isAnswer = (line: AnswerLine): line is Answer => !('progress' in line)
