import fc from 'fast-check'
import { expect, it } from 'vitest'
import { moved, type Range, type RangeState, rangeNames, readRange, spanBefore, spanOf, wider, writeRange, zoomed } from './range.ts'

const now = Date.UTC(2026, 5, 1)
const hour = 3_600_000
const fixed = fc
  .tuple(fc.integer({ min: 0, max: now }), fc.integer({ min: 120_000, max: 300 * 24 * hour }))
  .map(([from, length]): Range => ({ from, to: from + length }))
const range = fc.oneof(
  fc.constantFrom(...rangeNames).map((name): Range => ({ name })),
  fixed,
)
const state = fc.record<RangeState>({ range, compare: fc.constantFrom(null, 'previous', 'saaaaaaaaaaaa') })

it('an address brings back what it was made from, and keeps what is not its own', () => {
  fc.assert(
    fc.property(state, (one) => {
      const query = new URLSearchParams(writeRange(new URLSearchParams('zone=keep'), one))
      expect(readRange(query)).toEqual(one)
      expect(query.get('zone')).toBe('keep')
    }),
  )
})

it.each([
  '',
  'range=13h',
  'from=5&to=5',
  'from=9&to=1',
  'from=x&to=y',
  'from=-9&to=999999',
  'range=constructor',
  'from=0&to=99999999999999',
])('%s is the usual range', (text) => expect(readRange(new URLSearchParams(text))).toEqual({ range: { name: '6h' }, compare: null }))

it('compares with nothing that is no service', () => {
  for (const text of ['all', 's', 't234567234567', '../../x']) expect(readRange(new URLSearchParams({ compare: text })).compare).toBeNull()
})

it('goes back by half, and forth until now', () => {
  const back = moved({ name: '1h' }, -1, now)
  expect(back).toEqual({ from: now - 1.5 * hour, to: now - 0.5 * hour })
  expect(moved(back, 1, now)).toEqual({ name: '1h' })
  expect(moved({ from: now - 5 * hour, to: now - 2 * hour }, 1, now)).toEqual({ from: now - 3.5 * hour, to: now - 0.5 * hour })
  expect(moved({ from: now - 4 * hour, to: now - hour }, 1, now)).toEqual({ from: now - 3 * hour, to: now })
})

it('is never in the future, nor shorter than a chart can show', () => {
  fc.assert(
    fc.property(range, fc.constantFrom<-1 | 1>(-1, 1), (one, direction) => {
      for (const next of [moved(one, direction, now), wider(one, now)]) {
        const { from, to } = spanOf(next, now)
        expect(from).toBeGreaterThanOrEqual(0)
        if ('from' in next && 'from' in one && one.to <= now) expect(to).toBeLessThanOrEqual(now)
        expect(to).toBeGreaterThan(from)
      }
    }),
  )
  expect(zoomed({ from: 1_000_000, to: 1_010_000 })).toEqual({ from: 945_000, to: 1_065_000 })
  expect(zoomed({ from: 0, to: hour })).toEqual({ from: 0, to: hour })
})

it('the period before ends where this one begins', () => {
  expect(spanBefore({ from: 100, to: 150 })).toEqual({ from: 50, to: 100 })
})
