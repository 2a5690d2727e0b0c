import { answerClasses, type Metric, metricSpecs } from '../../contracts/statistics.ts'

/**
 * What one slot of a ring holds: a row of numbers. A `sum` is the total of the slot; a `level` is kept as its integral over time and the time that
 * it was known for, so that slots of any length can be added up. Rows are stored by place: names may be added at the end, never moved.
 */
const sums = [
  'cpu',
  'diskRead',
  'diskWrite',
  'networkIn',
  'networkOut',
  'requests',
  'answers2xx',
  'answers3xx',
  'answers4xx',
  'answers5xx',
  'held',
  'trafficIn',
  'trafficOut',
] as const satisfies readonly Metric[]
const levels = [
  'memory',
  'disk',
  'processes',
  'connections',
  'running',
  'load',
  'memoryUsed',
  'poolUsed',
] as const satisfies readonly Metric[]

export type Sum = (typeof sums)[number]
export type Level = (typeof levels)[number]

const timesAt = sums.length
const levelsAt = timesAt + answerClasses.length + 1
/** Numbers in a row. */
export const width = levelsAt + 2 * levels.length

export const sumPlace = Object.fromEntries(sums.map((name, index) => [name, index])) as Record<Sum, number>
export const levelPlace = Object.fromEntries(levels.map((name, index) => [name, levelsAt + 2 * index])) as Record<Level, number>

export const isSum = (name: Metric): name is Sum => metricSpecs[name].of === 'sum'
export const isLevel = (name: Metric): name is Level => metricSpecs[name].of === 'level'

/** What one look measured of one object: totals since the look before, levels of now, answers by their time. */
export interface Measured {
  sums?: Partial<Record<Sum, number>>
  levels?: Partial<Record<Level, number>>
  times?: readonly number[]
}

/** The part of a measurement that falls into one slot: `share` of its totals, `seconds` of its time. */
export function addTo(row: Float64Array, measured: Measured, share: number, seconds: number): void {
  const add = (place: number, value: number) => {
    row[place] = (row[place] ?? 0) + value
  }
  for (const [name, value] of Object.entries(measured.sums ?? {})) add(sumPlace[name as Sum], value * share)
  measured.times?.forEach((value, index) => {
    add(timesAt + index, value * share)
  })
  for (const [name, value] of Object.entries(measured.levels ?? {})) {
    add(levelPlace[name as Level], value * seconds)
    add(levelPlace[name as Level] + 1, seconds)
  }
}

export const timesOf = (row: Float64Array): Float64Array => row.subarray(timesAt, levelsAt)

/** Several measurements of one look as one: a tenant's, or the machine's. */
export function together(all: readonly Measured[]): Measured {
  const merged = { sums: {} as Record<string, number>, levels: {} as Record<string, number>, times: [] as number[] }
  for (const { sums: s = {}, levels: l = {}, times = [] } of all) {
    for (const [name, value] of Object.entries(s)) merged.sums[name] = (merged.sums[name] ?? 0) + value
    for (const [name, value] of Object.entries(l)) merged.levels[name] = (merged.levels[name] ?? 0) + value
    times.forEach((value, index) => {
      merged.times[index] = (merged.times[index] ?? 0) + value
    })
  }
  return merged
}
