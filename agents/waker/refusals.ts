import { type ErrorCode, ReeveError } from '../../contracts/errors.ts'

/** The waker says no, and when to ask again (seconds). */
export class Refused extends ReeveError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly retryAfter: number,
  ) {
    super(code, message)
    this.name = 'Refused'
  }
}

const sentences: Partial<Record<ErrorCode, string>> = {
  suspended: 'The tenant is suspended.',
  halted: 'Its owner has stopped this service. Start it first.',
  conflict: 'A restore of this service was not finished. Wait for it, or restore one of its backups once more.',
  not_found: 'There is no such service.',
  start_failed: 'The service failed to start a moment ago. Look at its log; it is tried again later.',
  no_answer: 'The service started but did not answer. Look at its log; it is tried again later.',
  rate_limited: 'Too many services are being started. Wait a little.',
  unavailable: 'The machine is short of memory. Wait until something sleeps, or add memory.',
}

export const refused = (code: ErrorCode, retryAfter: number, cause?: unknown): Refused => {
  const error = new Refused(code, sentences[code] ?? '', retryAfter)
  error.cause = cause
  return error
}

/** The VPS was in another state than the waker knew: somebody changed it behind its back. */
export class Mistaken extends Error {}
