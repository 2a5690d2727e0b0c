import type { Live } from './bus.ts'

type Change = Parameters<Parameters<Live['listen']>[0]>[0]

/** How often a quiet stream looks up from its sleep, so that lost rights end it soon. */
const lookUpMs = 5000

/**
 * What the bus tells, as a stream that ends with the signal. `pick` chooses and shapes; equal values that pile up while the reader is busy
 * come once. Yields undefined at the beginning and every few seconds, so that the reader can look at rights again.
 */
export async function* pushed<T>(
  live: Live,
  pick: (change: Change) => T | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<T | undefined> {
  const waiting = new Map<string, T>()
  let wake: () => void = () => undefined
  const stop = live.listen((change) => {
    const value = pick(change)
    if (value === undefined) return
    waiting.set(JSON.stringify(value), value)
    wake()
  })
  const onAbort = (): void => wake()
  const over = (): boolean => signal?.aborted === true
  signal?.addEventListener('abort', onAbort)
  try {
    yield undefined
    while (!over()) {
      if (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookUpMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          if (over()) wake()
        })
        wake = () => undefined
      }
      if (over()) return
      const values = [...waiting.values()]
      waiting.clear()
      if (values.length === 0) yield undefined
      for (const value of values) yield value
    }
  } finally {
    stop()
    signal?.removeEventListener('abort', onAbort)
  }
}
