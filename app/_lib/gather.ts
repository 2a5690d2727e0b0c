/** What comes together is handed on together. */
export interface Gather<T> {
  add(item: T): void
  stop(): void
}

/** `flush` gets what was added `soonest` milliseconds after the first of it, and never sooner than `between` milliseconds after the last time. */
export function makeGather<T>(flush: (all: ReadonlySet<T>) => void, soonest: number, between: number): Gather<T> {
  let waiting = new Set<T>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  const run = () => {
    timer = undefined
    last = Date.now()
    const all = waiting
    waiting = new Set()
    flush(all)
  }
  return {
    add(item) {
      waiting.add(item)
      timer ??= setTimeout(run, Math.max(soonest, last + between - Date.now()))
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
