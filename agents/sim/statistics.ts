import type * as z from 'zod'
import { type Judgement, judgeRequest } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type CollectorState, type Metric, type Statistics, statisticsQuery, type Top, topQuery } from '../../contracts/statistics.ts'
import type { Routes } from '../core/http.ts'
import type { World } from './world.ts'

const day = 86_400_000
const MiB = 1_048_576

/** About how much there is of each at the busiest hour. */
const heights: Record<Metric, number> = {
  ...{
    cpu: 0.4,
    memory: 90 * MiB,
    disk: 300 * MiB,
    diskRead: 20_000,
    diskWrite: 60_000,
    processes: 9,
    networkIn: 20_000,
    networkOut: 200_000,
  },
  ...{ requests: 12, answers2xx: 10, answers3xx: 1, answers4xx: 0.8, answers5xx: 0.05, held: 0.02, trafficIn: 15_000, trafficOut: 180_000 },
  ...{ connections: 4, answerMedian: 12, answerP95: 140, running: 3, load: 0.8, memoryUsed: 3000 * MiB, poolUsed: 20_000 * MiB },
}

/** Days that look like days: quiet at night, never twice the same, the same whenever they are asked for. */
function valueAt(object: string, metric: Metric, at: number): number {
  const seed = [...object, ...metric].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7)
  const hour = (1 - Math.cos((2 * Math.PI * (at % day)) / day)) / 2
  const ripple = (Math.sin(at / 420_000 + seed) + Math.sin(at / 97_000 + seed * 3) + 2) / 4
  return heights[metric] * (0.15 + 0.85 * hour) * (0.6 + 0.4 * ripple)
}

/** Plausible curves instead of measured ones, for pages and tests of the backend. */
export const statisticsRoutes = (world: World): Routes => ({
  'GET /statistics': async ({ url }): Promise<Statistics> => {
    const { object, metrics, from, to, points } = understood(statisticsQuery, url)
    const stepMs = Math.max(10_000, Math.ceil((to - from) / points / 10_000) * 10_000)
    const start = Math.floor(from / stepMs) * stepMs
    const steps = Math.max(1, Math.ceil((Math.min(to, Date.now()) - start) / stepMs))
    const valuesOf = (metric: Metric) => Array.from({ length: steps }, (_, step) => valueAt(object, metric, start + step * stepMs))
    return { from: start, stepMs, series: metrics.map((metric) => ({ metric, values: valuesOf(metric) })) }
  },
  'GET /statistics/top': async ({ url }): Promise<Top> => {
    const { tenant, by, limit } = understood(topQuery, url)
    const metrics: Metric[] = ['cpu', 'memory', 'disk', 'processes', 'requests', 'trafficOut']
    const services = Object.entries(world.all())
      .filter(([, found]) => found.state === 'running' && (tenant === undefined || found.tenant === tenant))
      .map(([service, found]) => {
        const values = Object.fromEntries(metrics.map((metric) => [metric, valueAt(`service:${service}`, metric, Date.now())]))
        return { service, tenant: found.tenant, values: values as Partial<Record<Metric, number>> }
      })
    return { services: services.sort((a, b) => (b.values[by] ?? 0) - (a.values[by] ?? 0)).slice(0, limit) }
  },
  // Every day looks like the others, so what is true of now was true of a while ago.
  'POST /statistics/judge': async ({ body }) => {
    const { conditions } = await body(judgeRequest)
    return {
      judgements: conditions.map(({ alert, object, metric, direction, threshold }): Judgement => {
        const value = valueAt(object, metric, Date.now())
        const over = direction === 'above' ? value > threshold : value < threshold
        return { alert, holds: over, over, value }
      }),
    }
  },
  'GET /statistics/collector': async (): Promise<CollectorState> => ({
    ...{ since: 0, rounds: { engine: 1, gate: 1, disk: 1, machine: 1 }, writtenAt: null, cpuMs: 1, engineMs: 1 },
    ...{ objects: Object.keys(world.all()).length, services: Object.keys(world.all()).length },
  }),
})

function understood<S extends z.ZodType>(schema: S, { searchParams }: URL): z.infer<S> {
  const parsed = schema.safeParse(Object.fromEntries(searchParams))
  if (!parsed.success) throw new ReeveError('bad_input', 'These are no statistics that can be asked for.', parsed.error)
  return parsed.data
}
