/** Every code that a person or program can meet. docs/cli.md lists them; the text beside a code may change, the code does not. */
export const errorCodes = [
  'bad_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'changed_meanwhile',
  'over_limit',
  'over_licence',
  'rate_limited',
  'too_large',
  'suspended',
  'halted',
  'approval_needed',
  'approval_invalid',
  'password_needed',
  'expired',
  'stale_generation',
  'signature_invalid',
  'replay_mismatch',
  'unknown_kind',
  'image_missing',
  'storage_full',
  'start_failed',
  'no_answer',
  'hostile_archive',
  'unavailable',
  'timeout',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error with a code, a sentence for people that says what to do, and a cause for the log alone. */
export class ReeveError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ReeveError'
    this.code = code
  }
}

/** What crosses a boundary of an error: never the cause. */
export interface ErrorView {
  code: ErrorCode
  message: string
}

/** The view of anything thrown. What is not ours becomes `internal`; its text stays in the log. */
export function errorView(error: unknown): ErrorView {
  if (error instanceof ReeveError) return { code: error.code, message: error.message }
  return { code: 'internal', message: 'Something failed inside Reeve. Try again; the log of the zone says more.' }
}
