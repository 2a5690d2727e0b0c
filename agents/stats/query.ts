import type { Statistics, StatisticsQuery, Top, TopQuery } from '../../contracts/statistics.ts'
import { type Metric, metricSpecs } from '../../contracts/statistics.ts'
import { width } from './columns.ts'
import { evaluate } from './evaluate.ts'
import { type Plan, planFor, rings } from './rings.ts'
import type { Store } from './store.ts'

/** Series of one object, from the finest ring that reaches back far enough. An object that is not known has empty ones. */
export function statisticsOf(store: Store, { object, metrics, from, to, points }: StatisticsQuery, now: number): Statistics {
  const plan = planFor(from, Math.min(to, Math.max(now, from + 1)), points, now)
  const machine = stepsOf(store, 'machine', plan)
  const own = object === 'machine' ? machine : stepsOf(store, object, plan)
  return {
    from: plan.from,
    stepMs: plan.stepMs,
    series: metrics.map((metric) => ({
      metric,
      values: Array.from({ length: plan.steps }, (_, step) => rounded(evaluate(metric, own[step], machine[step]))),
    })),
  }
}

/** Rows of the answer's steps: the slots of each added up. */
export function stepsOf(store: Store, name: string, { ring, merge, from, steps }: Plan): (Float64Array | undefined)[] {
  const first = from / ring.stepMs
  const rows: (Float64Array | undefined)[] = Array.from({ length: steps })
  for (const [slot, row] of store.read(name, ring, first, first + steps * merge - 1)) {
    const step = Math.floor((slot - first) / merge)
    const sum = rows[step] ?? new Float64Array(width)
    for (let index = 0; index < width; index += 1) sum[index] = (sum[index] ?? 0) + (row[index] ?? 0)
    rows[step] = sum
  }
  return rows
}

/** Single precision has no more digits: the rest is noise, and half of the answer's bytes. */
const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(8)))

const recentMs = 300_000
const shown = (Object.keys(metricSpecs) as Metric[]).filter((metric) => !['running', 'load', 'memoryUsed', 'poolUsed'].includes(metric))

/** Services that got something in the last five minutes, with their means, the busiest first. */
export function topOf(store: Store, { tenant, by, limit }: TopQuery, now: number): Top {
  const [ring] = rings
  if (ring === undefined) throw new Error('there are no rings')
  const merge = recentMs / ring.stepMs
  const first = Math.floor((now - recentMs) / ring.stepMs)
  const plan: Plan = { ring, merge, stepMs: recentMs, from: first * ring.stepMs, steps: 1 }
  const [machine] = stepsOf(store, 'machine', plan)
  const services = store
    .seenSince(now - recentMs)
    .filter((name) => name.startsWith('service:') && (tenant === undefined || store.tenantOf(name) === tenant))
    .map((name) => {
      const [row] = stepsOf(store, name, plan)
      const values = shown.map((metric) => [metric, rounded(evaluate(metric, row, machine))] as const).filter(([, value]) => value !== null)
      return {
        service: name.slice('service:'.length),
        tenant: store.tenantOf(name),
        values: Object.fromEntries(values) as Partial<Record<Metric, number>>,
      }
    })
  return { services: services.sort((a, b) => (b.values[by] ?? 0) - (a.values[by] ?? 0)).slice(0, limit) }
}
