import type { PowerState } from '../../contracts/states.ts'

/** How many starts may begin: filled by `perSecond`, at most `burst` in one go. Times are monotonic milliseconds. */
export interface Bucket {
  tokens: number
  at: number
}

export interface Budget {
  startsPerSecond: number
  memoryReserveMiB: number
}

const burstSeconds = 4
export const fullBucket = (budget: Budget, now: number): Bucket => ({ tokens: budget.startsPerSecond * burstSeconds, at: now })

/** The bucket as it is now. A clock that stands or runs backwards gives nothing. */
export function refill(bucket: Bucket, budget: Budget, now: number): Bucket {
  const gained = (Math.max(0, now - bucket.at) / 1000) * budget.startsPerSecond
  return { tokens: Math.min(budget.startsPerSecond * burstSeconds, bucket.tokens + gained), at: Math.max(bucket.at, now) }
}

/** A service that failed to start is left alone for a while, longer each time. */
export interface Failure {
  count: number
  until: number
  code: 'start_failed' | 'no_answer'
}

const firstDelay = 5000
const longestDelay = 600_000

export function afterFailure(before: Failure | undefined, code: Failure['code'], now: number): Failure {
  const count = (before?.count ?? 0) + 1
  return { count, code, until: now + Math.min(longestDelay, firstDelay * 3 ** Math.min(count - 1, 10)) }
}

export interface Asked {
  state: PowerState
  suspended: boolean
  halted: boolean
  /** Its root is being exchanged, which takes seconds: whoever comes waits. */
  held: boolean
  /** A restore has it, and its data may be away for as long as nobody restores it once more. */
  restoring: boolean
  failure: Failure | undefined
  now: number
  /** Of the machine; null when it is not known. */
  freeMiB: number | null
  /** Starts that wait for their turn, of all and of this source. */
  waiting: number
  waitingOfSource: number
}

export type Verdict =
  | { verdict: 'straight' | 'thaw' | 'queue' | 'settle' }
  | {
      verdict: 'refuse'
      code: 'suspended' | 'halted' | 'conflict' | 'not_found' | 'start_failed' | 'no_answer' | 'rate_limited' | 'unavailable'
      retryAfter: number
    }

const longestQueue = 500
const longestQueueOfSource = 50

/**
 * What to do about one service that somebody asks for and nobody starts yet. `queue` waits for its turn in the budget of starts; a thaw costs
 * neither memory nor much time and goes ahead; `settle` waits until somebody else's change of its state is over.
 */
export function decide(asked: Asked, budget: Budget): Verdict {
  const refuse = (code: Extract<Verdict, { code: string }>['code'], retryAfter: number): Verdict => ({
    verdict: 'refuse',
    code,
    retryAfter,
  })
  if (asked.suspended) return refuse('suspended', 3600)
  if (asked.halted) return refuse('halted', 3600)
  if (asked.state === 'absent') return refuse('not_found', 60)
  if (asked.restoring) return refuse('conflict', 60)
  if (asked.held) return { verdict: 'settle' }
  if (asked.failure !== undefined && asked.failure.until > asked.now) {
    return refuse(asked.failure.code, Math.ceil((asked.failure.until - asked.now) / 1000))
  }
  if (asked.state === 'running') return { verdict: 'straight' }
  if (asked.state === 'frozen') return { verdict: 'thaw' }
  if (asked.state === 'starting' || asked.state === 'stopping') return { verdict: 'settle' }
  if (asked.freeMiB !== null && asked.freeMiB < budget.memoryReserveMiB) return refuse('unavailable', 15)
  const perSecond = Math.max(1, budget.startsPerSecond)
  if (asked.waitingOfSource >= longestQueueOfSource) return refuse('rate_limited', Math.ceil(asked.waitingOfSource / perSecond))
  if (asked.waiting >= longestQueue) return refuse('rate_limited', Math.ceil(asked.waiting / perSecond))
  return { verdict: 'queue' }
}

export interface Waiting {
  source: string
  since: number
}

/**
 * Whose turn it is: of the source that got the fewest starts lately; of equals, who waits longest. One source that asks for a thousand sleepers
 * delays itself, not others.
 */
export function nextOf<W extends Waiting>(waiting: readonly W[], recentStarts: ReadonlyMap<string, number>): W | undefined {
  let best: W | undefined
  for (const candidate of waiting) {
    if (best === undefined) best = candidate
    else {
      const fewer = (recentStarts.get(candidate.source) ?? 0) - (recentStarts.get(best.source) ?? 0)
      if (fewer < 0 || (fewer === 0 && candidate.since < best.since)) best = candidate
    }
  }
  return best
}

/** Sources are counted by their network: whoever has a /24 (IPv4) or /48 (IPv6) has all of it. */
export function networkOf(source: string): string {
  if (source.includes('.'))
    return source
      .replace(/^::ffff:/, '')
      .split('.')
      .slice(0, 3)
      .join('.')
  return source.split(':').slice(0, 3).join(':')
}
