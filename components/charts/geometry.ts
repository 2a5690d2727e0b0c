/** Where things are in a chart of time. Pure; pixels of the drawing area, values in their own unit. */

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Scale {
  /** Start of the first step and length of each, in milliseconds. */
  from: number
  stepMs: number
  steps: number
  /** The top of the vertical axis; its bottom is 0. */
  top: number
}

/** A round number at or above the highest value, so that the axis has whole steps; 1 when there is nothing. `binary`: bytes are round in powers of 2. */
export function topOf(values: readonly (number | null)[], least = 0, binary = false): number {
  const highest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), least)
  if (!(highest > 0) || !Number.isFinite(highest)) return 1
  if (binary) return 2 ** Math.ceil(Math.log2(highest) - 1e-9)
  const size = 10 ** Math.floor(Math.log10(highest))
  const step = [1, 2, 2.5, 5, 10].find((factor) => highest <= factor * size * (1 + 1e-9)) ?? 10
  return step * size
}

export const xOf = (box: Box, { steps }: Scale, index: number): number => box.left + ((index + 0.5) / Math.max(1, steps)) * box.width
export const yOf = (box: Box, { top }: Scale, value: number): number => box.top + box.height - (Math.min(value, top) / top) * box.height

/** The step below a place, kept inside. */
export const indexAt = (box: Box, { steps }: Scale, x: number): number =>
  Math.min(steps - 1, Math.max(0, Math.floor(((x - box.left) / Math.max(1, box.width)) * steps)))

/** Runs of steps that have a value: gaps stay gaps. */
export function runsOf(values: readonly (number | null)[]): { start: number; values: number[] }[] {
  const runs: { start: number; values: number[] }[] = []
  let open: { start: number; values: number[] } | undefined
  for (const [index, value] of values.entries()) {
    if (value === null) open = undefined
    else if (open === undefined) {
      open = { start: index, values: [value] }
      runs.push(open)
    } else open.values.push(value)
  }
  return runs
}

const point = (box: Box, scale: Scale, index: number, value: number): string =>
  `${xOf(box, scale, index).toFixed(1)} ${yOf(box, scale, value).toFixed(1)}`

/** The line through all values. A value alone between two gaps is a short dash, or nobody would see it. */
export function linePath(box: Box, scale: Scale, values: readonly (number | null)[]): string {
  return runsOf(values)
    .map(({ start, values: run }) => {
      const [first = 0] = run
      if (run.length === 1) return `M${point(box, scale, start - 0.4, first)}L${point(box, scale, start + 0.4, first)}`
      return run.map((value, index) => `${index === 0 ? 'M' : 'L'}${point(box, scale, start + index, value)}`).join('')
    })
    .join('')
}

/** The same with the ground under it. */
export function areaPath(box: Box, scale: Scale, values: readonly (number | null)[]): string {
  return runsOf(values)
    .filter(({ values: run }) => run.length > 1)
    .map(({ start, values: run }) => {
      const line = run.map((value, index) => `L${point(box, scale, start + index, value)}`).join('')
      return `M${point(box, scale, start, 0)}${line}L${point(box, scale, start + run.length - 1, 0)}Z`
    })
    .join('')
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const tickSteps = [
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
]

/** Round times, about one every 90 px. `offsetMs`: what the visitor's clock is ahead of UTC, so that days begin at his midnight. */
export function timeTicks(from: number, to: number, width: number, offsetMs = 0): number[] {
  const room = ((to - from) * 90) / Math.max(90, width)
  const step = tickSteps.find((one) => one >= room) ?? Math.ceil(room / day) * day
  const first = Math.ceil((from + offsetMs) / step) * step - offsetMs
  const ticks: number[] = []
  for (let at = first; at < to; at += step) ticks.push(at)
  return ticks
}

/** The stretch of time that two steps hold between them, whichever comes first. */
export function spanBetween({ from, stepMs }: Pick<Scale, 'from' | 'stepMs'>, a: number, b: number): { from: number; to: number } {
  return { from: from + Math.min(a, b) * stepMs, to: from + (Math.max(a, b) + 1) * stepMs }
}
