/** Memory of the control plane at rest: the proportional set size of all processes of its VPSs. */
import { zones } from '../contracts/zones.ts'
import { memoryOf } from './engine.ts'
import type { Row } from './report.ts'
import { round } from './statistics.ts'

export function measureMemory(): Row[] {
  const sizes = zones.map((zone) => ({ zone, size: memoryOf('reeve', zone) }))
  const missing = sizes.filter(({ size }) => size === undefined).map(({ zone }) => zone)
  if (missing.length > 0) throw new Error(`These zones do not run: ${missing.join(', ')}.`)
  const row = (name: string, value: number, aim: Row['aim']): Row => ({
    name,
    unit: 'MiB',
    value: round(value),
    p95: null,
    samples: 1,
    beside: null,
    aim,
  })
  const total = sizes.reduce((sum, { size }) => sum + (size ?? 0), 0)
  return [
    row('memory of the control plane (PSS)', total, { at: 'most', value: 700, of: 'value' }),
    ...sizes.map(({ zone, size }) => row(`  of which ${zone}`, size ?? 0, null)),
  ]
}
