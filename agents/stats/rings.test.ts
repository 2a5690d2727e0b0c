import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, planFor, rings, spanOf } from './rings.ts'

const now = Date.UTC(2026, 5, 1)
const length = fc.integer({ min: 1, max: 400 * 86_400_000 })
const ring = fc.constantFrom(...rings)

test('a stretch of time is cut into slots that touch, and loses nothing that the ring reaches', () => {
  fc.assert(
    fc.property(ring, fc.integer({ min: 0, max: 86_400_000 }), length, (one, shift, long) => {
      const [from, to] = [now + shift, now + shift + long]
      const parts = cut(one, from, to)
      expect(parts.length).toBeLessThanOrEqual(one.slots)
      for (const [index, part] of parts.entries()) {
        expect(part.index).toBe((parts[0]?.index ?? 0) + index)
        expect(part.seconds).toBeLessThanOrEqual(one.stepMs / 1000)
        expect(part.share * long).toBeCloseTo(part.seconds * 1000, 3)
      }
      const kept = parts.reduce((sum, { seconds }) => sum + seconds * 1000, 0)
      if (long <= spanOf(one) - one.stepMs) expect(kept).toBeCloseTo(long, 3)
      else expect(kept).toBeGreaterThan(spanOf(one) - one.stepMs - 1)
    }),
  )
  expect(cut(rings[0] as (typeof rings)[number], now, now)).toEqual([])
})

test('an answer begins at or before what was asked, has no more steps than wanted, and comes from a ring that reaches back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: spanOf(rings[3] as (typeof rings)[number]) - 1 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (back, points, share) => {
        const from = now - back
        const to = from + Math.max(1, Math.round(back * share))
        const plan = planFor(from, to, points, now)
        expect(plan.from).toBeLessThanOrEqual(from)
        expect(plan.from).toBeGreaterThan(from - plan.stepMs)
        expect(plan.steps).toBeLessThanOrEqual(points + 2)
        expect(plan.from + plan.steps * plan.stepMs).toBeGreaterThanOrEqual(to)
        expect(spanOf(plan.ring)).toBeGreaterThanOrEqual(back)
        expect(plan.from % plan.stepMs).toBe(0)
      },
    ),
  )
})

test.each([
  ['an hour', 3_600_000, 0, 20_000],
  ['a day', 86_400_000, 1, 300_000],
  ['a week', 7 * 86_400_000, 2, 2_700_000],
  ['a year', 365 * 86_400_000, 3, 108_000_000],
])('%s in 300 points', (_, back, number, stepMs) => {
  expect(planFor(now - back, now, 300, now)).toMatchObject({ ring: rings[number], stepMs })
})
