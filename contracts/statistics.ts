/**
 * What the agent `stats` measures, and how it is asked: `GET /v1/statistics` and `GET /v1/statistics/top` at the door, answered from the agent's
 * own rings. Times in milliseconds since 1970; rates per second.
 */
import * as z from 'zod'
import { serviceId, tenantId } from './ids.ts'

/** `sum` rises only and is shown per second; `level` is what is there at a time; `spread` comes from counts of answers by their time. */
export interface MetricSpec {
  of: 'sum' | 'level' | 'spread'
  unit: 'cores' | 'bytes' | 'bytesPerSecond' | 'perSecond' | 'count' | 'milliseconds'
}

const sum = (unit: MetricSpec['unit']) => ({ of: 'sum', unit }) as const
const level = (unit: MetricSpec['unit']) => ({ of: 'level', unit }) as const

/** Every metric. `cpu`: processors that are busy. `held`: requests that the gate answered itself, since the service was not there yet. */
export const metricSpecs = {
  cpu: sum('cores'),
  memory: level('bytes'),
  disk: level('bytes'),
  diskRead: sum('bytesPerSecond'),
  diskWrite: sum('bytesPerSecond'),
  processes: level('count'),
  networkIn: sum('bytesPerSecond'),
  networkOut: sum('bytesPerSecond'),
  requests: sum('perSecond'),
  answers2xx: sum('perSecond'),
  answers3xx: sum('perSecond'),
  answers4xx: sum('perSecond'),
  answers5xx: sum('perSecond'),
  held: sum('perSecond'),
  trafficIn: sum('bytesPerSecond'),
  trafficOut: sum('bytesPerSecond'),
  connections: level('count'),
  answerMedian: { of: 'spread', unit: 'milliseconds' },
  answerP95: { of: 'spread', unit: 'milliseconds' },
  running: level('count'),
  load: level('count'),
  memoryUsed: level('bytes'),
  poolUsed: level('bytes'),
} as const satisfies Record<string, MetricSpec>

export type Metric = keyof typeof metricSpecs
export const metricNames = Object.keys(metricSpecs) as [Metric, ...Metric[]]
export const metric = z.enum(metricNames)

/** Upper ends in milliseconds of the classes by which answers are counted; the last class has none. */
export const answerClasses = [10, 50, 100, 250, 500, 1000, 5000] as const

/** What statistics are about: `machine`, `zone:keep`, `tenant:t...`, `service:s...`. A tenant's are those of its services together. */
export const statisticsObject = z.union([
  z.literal('machine'),
  z.templateLiteral(['zone:', z.enum(['panel', 'backend', 'keep', 'gate', 'vault'])]),
  z.templateLiteral(['tenant:', tenantId]),
  z.templateLiteral(['service:', serviceId]),
])
export type StatisticsObject = z.infer<typeof statisticsObject>

/** The longest that is kept: two years. */
export const longestRangeMs = 2 * 366 * 86_400_000
export const mostPoints = 1000

const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

/** Query of `GET /v1/statistics`: at most `points` steps between `from` and `to`. */
export const statisticsQuery = z
  .strictObject({
    object: statisticsObject,
    metrics: z
      .string()
      .max(1000)
      .transform((text) => text.split(','))
      .pipe(z.array(metric).min(1).max(metricNames.length)),
    from: time,
    to: time,
    points: z.coerce.number().int().min(1).max(mostPoints),
  })
  .refine(({ from, to }) => from < to && to - from <= longestRangeMs, 'The range is empty or longer than two years.')
export type StatisticsQuery = z.infer<typeof statisticsQuery>

/** Null: nothing was measured then, or (levels) the service did not run. */
const values = z.array(z.number().nullable()).max(mostPoints + 2)
export const statistics = z.object({
  /** Start of the first step, and the length of each. */
  from: z.int(),
  stepMs: z.int().min(1),
  series: z.array(z.object({ metric, values })),
})
export type Statistics = z.infer<typeof statistics>

/** Query of `GET /v1/statistics/top`: services that were busy in the last minutes, of one tenant or of all, the busiest first. */
export const topQuery = z.strictObject({
  tenant: tenantId.optional(),
  by: metric.default('cpu'),
  limit: z.coerce.number().int().min(1).max(1000).default(20),
})
export type TopQuery = z.infer<typeof topQuery>

/** Means over the last five minutes; what was not measured is absent. */
export const topEntry = z.object({ service: serviceId, tenant: tenantId.nullable(), values: z.partialRecord(metric, z.number()) })
export const top = z.object({ services: z.array(topEntry) })
export type Top = z.infer<typeof top>

/** What `GET /v1/statistics/collector` tells of the collector itself: how often it looked and what that took. */
export const collectorState = z.object({
  since: z.int(),
  rounds: z.object({ engine: z.int(), gate: z.int(), disk: z.int(), machine: z.int() }),
  /** When what was counted was last written to disk; null: not since the start. */
  writtenAt: z.int().nullable(),
  /** CPU time of the agent's process since its start, in milliseconds. */
  cpuMs: z.number(),
  /** Time that the engine took to answer, of all rounds together: at most so much CPU time of its. */
  engineMs: z.number(),
  objects: z.int(),
  services: z.int(),
})
export type CollectorState = z.infer<typeof collectorState>
