import type { Log } from '../core/log.ts'

export interface Pace {
  /** From the begin of one to the begin of the next. */
  everyMs: number
  /** At least so many times as long as it took passes until the next; 0: does not matter. */
  rest: number
}

/** Time until the next, after one that took so long. */
export const pauseAfter = ({ everyMs, rest }: Pace, tookMs: number): number => Math.max(everyMs - tookMs, rest * tookMs, 100)

/** The same work again and again, at a pace that its own cost slows down. What fails is tried again at the next turn. Gives what ends it. */
export function paced(name: string, pace: Pace, work: () => Promise<unknown>, log: Log): () => void {
  let over = false
  let timer: NodeJS.Timeout
  let failing = false
  const turn = async () => {
    const begun = performance.now()
    try {
      await work()
      failing = false
    } catch (err) {
      // Once is enough: it is there again at some time.
      if (!failing) log.warn({ err, source: name }, 'no statistics from there')
      failing = true
    }
    if (!over) timer = setTimeout(turn, pauseAfter(pace, performance.now() - begun))
  }
  timer = setTimeout(turn, 0)
  return () => {
    over = true
    clearTimeout(timer)
  }
}
