/** What wrk says at its end. */
export interface Load {
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  errors: number
}

const unit: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 }

/** Reads the report of `wrk --latency`. Throws when it is none. */
export function readWrk(text: string): Load {
  const rate = /^Requests\/sec:\s+([\d.]+)/m.exec(text)?.[1]
  const share = (percent: number) => {
    const [, value, of] = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm').exec(text) ?? []
    return value === undefined ? undefined : Number(value) * (unit[of ?? 'ms'] ?? 1)
  }
  const p50 = share(50)
  const p99 = share(99)
  if (rate === undefined || p50 === undefined || p99 === undefined) throw new Error(`wrk printed no report: ${text.slice(0, 200)}`)
  const wrong = Number(/^\s+Non-2xx or 3xx responses: (\d+)/m.exec(text)?.[1] ?? 0)
  const [, ...broken] = /^\s+Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/m.exec(text) ?? []
  return { requestsPerSecond: Number(rate), p50, p99, errors: broken.map(Number).reduce((sum, count) => sum + count, wrong) }
}
