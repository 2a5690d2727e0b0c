import type { UsageResult } from '@/contracts/usage'

export interface Flow {
  /** Percent of one processor. */
  cpuPercent: number
  /** Bytes in a second. */
  received: number
  sent: number
}

/** What went on between two looks; undefined when counters began anew in between, or the looks are one. */
export function flowBetween(before: UsageResult | undefined, now: UsageResult): Flow | undefined {
  if (before === undefined || before.power !== 'running' || now.power !== 'running') return undefined
  const seconds = (now.at - before.at) / 1000
  const moved = (name: 'cpuNanoseconds' | 'receivedBytes' | 'sentBytes') => now[name] - before[name]
  if (seconds <= 0 || moved('cpuNanoseconds') < 0 || moved('receivedBytes') < 0 || moved('sentBytes') < 0) return undefined
  return {
    cpuPercent: moved('cpuNanoseconds') / seconds / 1e7,
    received: moved('receivedBytes') / seconds,
    sent: moved('sentBytes') / seconds,
  }
}
