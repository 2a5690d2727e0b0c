import { type Bucket, type Budget, fullBucket, networkOf, nextOf, refill, type Waiting } from './decide.ts'

/** The queue of services that want to start: as many a second as the budget says, fair between sources. */
export interface Turns {
  /** Resolves when it is this start's turn. */
  take(source: string): Promise<void>
  waiting(): number
  waitingOf(source: string): number
  close(): void
}

const forgetMs = 10_000

export function createTurns(budget: Budget, now: () => number = () => performance.now()): Turns {
  let bucket: Bucket = fullBucket(budget, now())
  let timer: NodeJS.Timeout | undefined
  const queue: (Waiting & { go: () => void })[] = []
  const recent = new Map<string, number>()
  const forget = setInterval(() => recent.clear(), forgetMs).unref()

  function pump(): void {
    clearTimeout(timer)
    bucket = refill(bucket, budget, now())
    while (bucket.tokens >= 1) {
      const next = nextOf(queue, recent)
      if (next === undefined) return
      queue.splice(queue.indexOf(next), 1)
      recent.set(next.source, (recent.get(next.source) ?? 0) + 1)
      bucket = { ...bucket, tokens: bucket.tokens - 1 }
      next.go()
    }
    if (queue.length > 0) timer = setTimeout(pump, Math.max(1, ((1 - bucket.tokens) / Math.max(1, budget.startsPerSecond)) * 1000))
  }

  return {
    take: (source) =>
      new Promise((resolve) => {
        queue.push({ source: networkOf(source), since: now(), go: resolve })
        pump()
      }),
    waiting: () => queue.length,
    waitingOf: (source) => queue.filter((waiting) => waiting.source === networkOf(source)).length,
    close: () => {
      clearTimeout(timer)
      clearInterval(forget)
    },
  }
}
