import { answerClasses, type Metric } from '../../contracts/statistics.ts'
import { isLevel, isSum, type Level, levelPlace, sumPlace, timesOf } from './columns.ts'

/** From which look a metric comes. A level of the machine that each such look writes says for how long a source was watched at all. */
const fromGate: ReadonlySet<Metric> = new Set<Metric>([
  'requests',
  'answers2xx',
  'answers3xx',
  'answers4xx',
  'answers5xx',
  'held',
  'trafficIn',
  'trafficOut',
])
const watchedBy = (metric: Metric): Level => (fromGate.has(metric) ? 'connections' : 'running')

const secondsOf = (row: Float64Array | undefined, level: Level): number => row?.[levelPlace[level] + 1] ?? 0

/**
 * One metric of one step. Sums are per second of the time in which somebody watched (`machine` is the machine's own row of the step): what did not
 * run used nothing. Null when nobody watched, and for levels and answer times when there is nothing to tell.
 */
export function evaluate(metric: Metric, row: Float64Array | undefined, machine: Float64Array | undefined): number | null {
  if (isSum(metric)) {
    const seconds = secondsOf(machine, watchedBy(metric))
    return seconds > 0 ? (row?.[sumPlace[metric]] ?? 0) / seconds : null
  }
  if (row === undefined) return null
  if (isLevel(metric)) {
    const seconds = secondsOf(row, metric)
    return seconds > 0 ? (row[levelPlace[metric]] ?? 0) / seconds : null
  }
  return quantile(timesOf(row), metric === 'answerMedian' ? 0.5 : 0.95)
}

/** The time that so many of the answers stayed below, as near as classes tell: straight between the ends of one. Beyond the last end it is that end. */
export function quantile(counts: ArrayLike<number>, share: number): number | null {
  const all = Array.from(counts)
  const total = all.reduce((sum, count) => sum + count, 0)
  // Shares of a count are left over where a look lies across two slots.
  if (total < 0.01) return null
  let left = total * share
  for (const [index, count] of all.entries()) {
    const begin = answerClasses[index - 1] ?? 0
    const end = answerClasses[index]
    if (end === undefined) return begin
    if (left <= count && count > 0) return begin + ((end - begin) * left) / count
    left -= count
  }
  return answerClasses[answerClasses.length - 1] ?? null
}
