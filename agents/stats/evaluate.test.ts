import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTo, type Measured, width } from './columns.ts'
import { evaluate, quantile } from './evaluate.ts'

const rowOf = (measured: Measured, seconds = 10) => {
  const row = new Float64Array(width)
  addTo(row, measured, 1, seconds)
  return row
}

test('a sum is per second of the time that was watched, a level the mean over the time that it was known', () => {
  const machine = rowOf({ levels: { running: 3, connections: 0 } }, 20)
  const row = rowOf({ sums: { cpu: 5, requests: 40 }, levels: { memory: 1000 } })
  expect(evaluate('cpu', row, machine)).toBe(0.25)
  expect(evaluate('requests', row, machine)).toBe(2)
  expect(evaluate('memory', row, machine)).toBe(1000)
})

test('what did not run used nothing; what nobody watched is not known', () => {
  const machine = rowOf({ levels: { running: 0 } })
  expect(evaluate('cpu', undefined, machine)).toBe(0)
  expect(evaluate('requests', undefined, machine)).toBeNull()
  expect(evaluate('cpu', rowOf({ sums: { cpu: 1 } }), undefined)).toBeNull()
  expect(evaluate('memory', undefined, machine)).toBeNull()
  expect(evaluate('answerP95', undefined, machine)).toBeNull()
})

test.each([
  ['no answer', [0, 0, 0, 0, 0, 0, 0, 0], 0.5, null],
  ['all in the first class', [10, 0, 0, 0, 0, 0, 0, 0], 0.5, 5],
  ['half and half', [5, 0, 0, 0, 5, 0, 0, 0], 0.95, 475],
  ['slower than every class', [0, 0, 0, 0, 0, 0, 0, 3], 0.5, 5000],
])('answer times: %s', (_, counts, share, wanted) => {
  const found = quantile(counts, share)
  if (wanted === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(wanted, 6)
})

test('the 95th percentile is never below the median', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }), (counts) => {
      const [median, p95] = [quantile(counts, 0.5), quantile(counts, 0.95)]
      expect((median ?? 0) <= (p95 ?? 0)).toBe(true)
    }),
  )
})
