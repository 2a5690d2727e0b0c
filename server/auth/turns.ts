import { ReeveError } from '../../contracts/errors.ts'

/** Runs work when its turn comes. Throws `rate_limited` when too many wait already. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/** `running` at the same time, `waiting` in line: what costs much and everybody may ask for never piles up. */
export function makeTurns({ running, waiting }: { running: number; waiting: number }): Turns {
  const line: (() => void)[] = []
  let busy = 0
  return async (work) => {
    if (busy < running) busy++
    else {
      if (line.length >= waiting)
        throw new ReeveError('rate_limited', 'Too many people sign in at this moment. Try again in a few seconds.')
      // Whoever ends hands its turn over: `busy` stays as it is.
      await new Promise<void>((resolve) => line.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next === undefined) busy--
      else next()
    }
  }
}
