import { ReeveError } from '../../contracts/errors.ts'

/** Runs jobs of one key one after another, jobs of different keys side by side. A failed job does not stop the next. */
export type Queue = <T>(key: string, job: () => Promise<T>) => Promise<T>

/** `most`: how many jobs of one key there may be at all; one more is `unavailable`. */
export function createQueue(most = Number.POSITIVE_INFINITY): Queue {
  const tails = new Map<string, Promise<unknown>>()
  const counts = new Map<string, number>()
  return async <T>(key: string, job: () => Promise<T>): Promise<T> => {
    const count = (counts.get(key) ?? 0) + 1
    if (count > most) throw new ReeveError('unavailable', 'Too much is asked at once. Try again in a moment.')
    counts.set(key, count)
    const before = tails.get(key) ?? Promise.resolve()
    const mine = before.then(job, job)
    const tail = mine.then(
      () => undefined,
      () => undefined,
    )
    tails.set(key, tail)
    void tail.then(() => {
      counts.set(key, (counts.get(key) ?? 1) - 1)
      if (counts.get(key) === 0) counts.delete(key)
      if (tails.get(key) === tail) tails.delete(key)
    })
    return mine
  }
}
