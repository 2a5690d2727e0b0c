import type { App } from './app.ts'

interface Rounds {
  /** Between the end of one round and the next. */
  everyMs: number
  round: () => unknown
  /** For the log, when a round fails. */
  complaint: string
}

/** Goes round again and again until it is stopped; never two rounds at once, and one that fails is followed by the next all the same. */
export function goRound({ log }: Pick<App, 'log'>, { everyMs, round, complaint }: Rounds): { stop: () => void } {
  let over = false
  let timer: NodeJS.Timeout
  const turn = async () => {
    try {
      await round()
    } catch (error) {
      log.warn({ err: error }, complaint)
    }
    if (!over) timer = setTimeout(turn, everyMs).unref()
  }
  timer = setTimeout(turn, everyMs).unref()
  return {
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}
