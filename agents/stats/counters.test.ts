import fc from 'fast-check'
import { expect, test } from 'vitest'
import { added, type Counters } from './counters.ts'

test.each<[string, Counters | undefined, Counters, boolean, Counters]>([
  ['a difference', { cpu: 5, in: 100 }, { cpu: 7, in: 130 }, false, { cpu: 2, in: 30 }],
  ['an instance that began since the last look', undefined, { cpu: 3, in: 9 }, false, { cpu: 3, in: 9 }],
  ['the very first look', undefined, { cpu: 300, in: 9 }, true, { cpu: 0, in: 0 }],
  [
    'an instance that was restarted: also what is higher than before began anew',
    { cpu: 50, in: 10 },
    { cpu: 1, in: 30 },
    false,
    { cpu: 1, in: 30 },
  ],
  ['a counter that fell alone', { cpu: 50, in: 10 }, { cpu: 51, in: 4 }, false, { cpu: 1, in: 4 }],
  ['a counter that is new', { cpu: 50 }, { cpu: 51, in: 4 }, false, { cpu: 1, in: 4 }],
])('%s', (_, before, now, baseline, wanted) => {
  expect(added(before, now, 'cpu', baseline)).toEqual(wanted)
})

test('however often it is looked, the sum is what was used', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 10 }), { minLength: 1, maxLength: 6 }), (runs) => {
      let total = 0
      // Between two runs there is a look that does not find it.
      for (const steps of runs) {
        let [cpu, before] = [0, undefined as Counters | undefined]
        for (const step of steps) {
          cpu += step
          total += added(before, { cpu }, 'cpu', false).cpu ?? 0
          before = { cpu }
        }
      }
      expect(total).toBe(runs.flat().reduce((sum, step) => sum + step, 0))
    }),
  )
})

test('nothing is ever taken away', () => {
  const counters = fc.dictionary(fc.constantFrom('cpu', 'in', 'out'), fc.nat())
  fc.assert(
    fc.property(counters, counters, (before, now) => {
      for (const value of Object.values(added(before, now, 'cpu', false))) expect(value).toBeGreaterThanOrEqual(0)
    }),
  )
})
