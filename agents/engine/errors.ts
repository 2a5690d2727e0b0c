import { type ErrorCode, ReeveError } from '../../contracts/errors.ts'

/** The engine says much in words alone; these are of Incus 6.0 and 7.0. First fit counts. */
const patterns: readonly [RegExp, ErrorCode, string][] = [
  [
    /no space left on device|quota exceeded|not enough (free )?space|disk full/i,
    'storage_full',
    'The storage is full. Free some space or enlarge the pool.',
  ],
  [/reached maximum number of|would exceed|aggregate .*limit|project limit/i, 'over_limit', 'The limits of the tenant do not allow this.'],
  [
    /image not provided|image.*(not found|doesn't exist)|(not found|no such).*image|rootfs"?: no such file/i,
    'image_missing',
    'The image of this kind is missing or not whole. Run "npm run up" again.',
  ],
  [/\bforbidden\b|doesn't allow|not have permission|only .* are allowed/i, 'forbidden', 'The project of the tenant does not allow this.'],
  [
    /already exists|UNIQUE constraint failed|is already in use|already running/i,
    'conflict',
    'The engine has an object of this name or state already.',
  ],
  [
    /is running|not running|isn't running|already stopped|is frozen|in use|is not empty|only empty/i,
    'conflict',
    'The object is in a state that does not allow this.',
  ],
  [
    /not a btrfs subvolume/i,
    'unavailable',
    'The engine left something half made when it died. It is put right within a minute, then this goes on by itself.',
  ],
  [
    /daemon is (starting|shutting)|database is (starting|locked)|connection refused|timed out waiting for/i,
    'unavailable',
    'The engine is not ready. Try again in a moment.',
  ],
]

const byStatus: Record<number, [ErrorCode, string]> = {
  400: ['bad_input', 'The engine did not understand the request.'],
  401: ['forbidden', 'The engine does not know this certificate.'],
  403: ['forbidden', 'The engine does not allow this.'],
  404: ['not_found', 'The engine has no such object.'],
  409: ['conflict', 'The engine has an object of this name already.'],
  412: ['conflict', 'Somebody else changed the object at the same time.'],
  413: ['too_large', 'The engine does not take that much.'],
  502: ['unavailable', 'The engine does not answer. Try again in a moment.'],
  503: ['unavailable', 'The engine does not answer. Try again in a moment.'],
  504: ['timeout', 'The engine did not answer in time. Try again in a moment.'],
}

/** The cause of an error that the engine itself told: its HTTP status and words. */
export class EngineFault extends Error {
  override name = 'EngineFault'
  constructor(
    readonly status: number,
    words: string,
  ) {
    super(words)
  }
}

/** Whether the engine answered with this status. */
export const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof ReeveError && error.cause instanceof EngineFault && error.cause.status === status

/** An error as the engine told it (status of the answer or of the operation, and its sentence) as one of ours. Its own words go into the cause. */
export function engineError(status: number, words: string, doing: string): ReeveError {
  const cause = new EngineFault(status, `${doing}: ${status} ${words}`)
  // Refusals keep their code: their words may quote anything.
  if (status !== 403 && status !== 412) {
    const found = patterns.find(([pattern]) => pattern.test(words))
    if (found !== undefined) return new ReeveError(found[1], found[2], cause)
  }
  const [code, message] = byStatus[status] ?? ['internal', 'The engine failed. Its log says more.']
  return new ReeveError(code, message, cause)
}

/** An error of the connection itself: nothing is known to have happened. */
export function connectionError(error: unknown, doing: string): ReeveError {
  if (error instanceof ReeveError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const late = code.includes('TIMEOUT') || (error instanceof Error && error.name === 'TimeoutError')
  const cause = new Error(doing, { cause: error })
  return late
    ? new ReeveError('timeout', 'The engine did not answer in time. Try again in a moment.', cause)
    : new ReeveError('unavailable', 'The engine does not answer. Try again in a moment.', cause)
}
