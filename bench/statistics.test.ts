import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentile, round, summary } from './statistics.ts'

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })

test('a percentile is one of the samples, and at least that share of them is not above it', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const value = percentile(values, share)
      expect(values).toContain(value)
      expect(values.filter((other) => other <= value).length).toBeGreaterThanOrEqual(share * values.length - 1e-9)
    }),
  )
})

test('percentiles grow with their share and never depend on the order of the samples', () => {
  fc.assert(
    fc.property(samples, (values) => {
      expect(percentile(values, 0.5)).toBeLessThanOrEqual(percentile(values, 0.95))
      expect(percentile(values.toReversed(), 0.5)).toBe(percentile(values, 0.5))
    }),
  )
})

test('a summary of 1 to 20', () => {
  const values = Array.from({ length: 20 }, (_, index) => index + 1)
  expect(summary(values)).toEqual({ count: 20, p50: 10, p95: 19, least: 1, most: 20 })
})

test('nothing measured is an error, not a zero', () => expect(() => percentile([], 0.5)).toThrow(RangeError))

test.each([
  [1234.5, 1230],
  [0.012345, 0.0123],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])('%d is told as %d', (value, told) => expect(round(value)).toBe(told))
