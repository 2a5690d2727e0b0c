/** Services that rang, and when they last did (milliseconds since 1970). */
export interface Rings {
  ring(service: string): void
  forget(service: string): void
  all(): { service: string; at: number }[]
}

/** Rings of one service are told at most so often: whoever rings without end costs nobody else anything. */
const everyMs = 2000
/** Longer ago is no news to a backend that was away. */
const keptMs = 600_000

export function createRings(tell: () => void, now: () => number = Date.now): Rings {
  const rung = new Map<string, number>()
  const resting = new Map<string, NodeJS.Timeout>()
  /** Those that rang again while they rest. */
  const again = new Set<string>()

  function ring(service: string): void {
    if (resting.has(service)) {
      again.add(service)
      return
    }
    rung.set(service, now())
    tell()
    const timer = setTimeout(() => {
      resting.delete(service)
      if (again.delete(service)) ring(service)
    }, everyMs)
    resting.set(service, timer.unref())
  }

  return {
    ring,
    forget(service) {
      clearTimeout(resting.get(service))
      resting.delete(service)
      again.delete(service)
      rung.delete(service)
    },
    all() {
      for (const [service, at] of rung) if (at < now() - keptMs) rung.delete(service)
      return [...rung].map(([service, at]) => ({ service, at }))
    },
  }
}
