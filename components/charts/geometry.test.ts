import fc from 'fast-check'
import { expect, it } from 'vitest'
import { areaPath, indexAt, linePath, runsOf, spanBetween, timeTicks, topOf, xOf, yOf } from './geometry.ts'

const box = { left: 50, top: 8, width: 500, height: 100 }
const scale = { from: 1000, stepMs: 10, steps: 5, top: 10 }

it('an axis ends at a round number at or above all values', () => {
  expect(topOf([])).toBe(1)
  expect(topOf([null, 0])).toBe(1)
  expect([topOf([0.03]), topOf([7]), topOf([10]), topOf([11]), topOf([230]), topOf([5], 40)]).toEqual([0.05, 10, 10, 20, 250, 50])
  expect([topOf([300], 0, true), topOf([256], 0, true), topOf([3000], 5000, true)]).toEqual([512, 256, 8192])
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), { minLength: 1 }), (values) => {
      const top = topOf(values)
      expect(top * (1 + 1e-6)).toBeGreaterThanOrEqual(Math.max(...values))
      expect(top).toBeLessThanOrEqual(Math.max(...values) * 10.001)
    }),
  )
})

it('the pointer finds the step that is drawn below it, and never one outside', () => {
  for (let index = 0; index < scale.steps; index += 1) expect(indexAt(box, scale, xOf(box, scale, index))).toBe(index)
  expect([indexAt(box, scale, -1000), indexAt(box, scale, 99_999)]).toEqual([0, 4])
  expect([yOf(box, scale, 0), yOf(box, scale, 10), yOf(box, scale, 99)]).toEqual([108, 8, 8])
})

it('gaps stay gaps, and a value between two gaps is seen', () => {
  const values = [1, null, 2, null, null]
  expect(runsOf(values)).toEqual([
    { start: 0, values: [1] },
    { start: 2, values: [2] },
  ])
  expect(linePath(box, scale, values).match(/M/g)).toHaveLength(2)
  expect(linePath(box, scale, [1, 2, 3, null, 4])).toBe('M100.0 98.0L200.0 88.0L300.0 78.0M460.0 68.0L540.0 68.0')
  expect(areaPath(box, scale, [1, 2, null, null, null])).toBe('M100.0 108.0L100.0 98.0L200.0 88.0L200.0 108.0Z')
  expect(linePath(box, scale, [])).toBe('')
})

it('ticks stand at round times of the visitor', () => {
  const midnight = Date.UTC(2026, 0, 1)
  expect(timeTicks(midnight, midnight + 86_400_000, 720)).toHaveLength(8)
  const [first] = timeTicks(midnight, midnight + 7 * 86_400_000, 630, 3_600_000)
  expect(first).toBe(midnight + 23 * 3_600_000)
  fc.assert(
    fc.property(fc.integer({ min: 60_000, max: 63_072_000_000 }), fc.integer({ min: 50, max: 3000 }), (length, width) => {
      const ticks = timeTicks(midnight, midnight + length, width)
      expect(ticks.length).toBeLessThanOrEqual(Math.max(2, width / 90 + 2))
      for (const at of ticks) expect(at >= midnight && at < midnight + length).toBe(true)
    }),
  )
})

it('a stretch that was dragged holds both of its ends, from left or from right', () => {
  expect(spanBetween(scale, 1, 3)).toEqual({ from: 1010, to: 1040 })
  expect(spanBetween(scale, 3, 1)).toEqual({ from: 1010, to: 1040 })
  expect(spanBetween(scale, 2, 2)).toEqual({ from: 1020, to: 1030 })
})
