/** Plain statistics of samples (milliseconds). */

/** The value below which `share` (0 to 1) of the samples lie, by the nearest-rank method: always one of the samples. Throws without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)))
  const value = sorted[rank - 1]
  if (value === undefined) throw new RangeError('A percentile needs at least one sample.')
  return value
}

export interface Summary {
  count: number
  p50: number
  p95: number
  least: number
  most: number
}

export const summary = (samples: readonly number[]): Summary => ({
  count: samples.length,
  p50: round(percentile(samples, 0.5)),
  p95: round(percentile(samples, 0.95)),
  least: round(percentile(samples, 0)),
  most: round(percentile(samples, 1)),
})

/** Three significant digits: more would be noise. */
export const round = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(3)) : value)
