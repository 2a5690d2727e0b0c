import type { ProcessesResult } from '../../contracts/processes.ts'
import type { UsageResult } from '../../contracts/usage.ts'
import { kindOf } from '../catalogue/index.ts'
import type { SimulatedService } from './world.ts'

const megabyte = 1_000_000

/** Plausible figures that grow with time, so that pages have something to draw. */
export function usageOf({ state, since }: Pick<SimulatedService, 'state' | 'since'>): UsageResult {
  const at = Date.now()
  const runs = state === 'running'
  const seconds = runs ? Math.max(0, at - since) / 1000 : 0
  return {
    at,
    power: state,
    memoryBytes: runs ? 96 * megabyte : 0,
    heldBytes: runs ? 41 * megabyte : null,
    cpuNanoseconds: Math.round(seconds * 40_000_000),
    processes: runs ? 9 : 0,
    receivedBytes: Math.round(seconds * 12_000),
    sentBytes: Math.round(seconds * 80_000),
    diskBytes: 210 * megabyte,
    programs: runs ? [{ name: 'simulated', count: 9, memoryBytes: 41 * megabyte }] : [],
  }
}

export const processesIn = ({ kind, state, since }: SimulatedService): ProcessesResult => {
  const up = state === 'running'
  const seconds = up ? Math.round((Date.now() - since) / 1000) : null
  const names = kindOf(kind)?.processes ?? []
  return { power: state, processes: names.map(({ name }, index) => ({ name, up, pid: up ? 20 + index : null, seconds })) }
}
