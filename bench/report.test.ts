import { expect, test } from 'vitest'
import { type Row, ratio, reached, reportData, reportText } from './report.ts'

const row = (more: Partial<Row>): Row => ({ name: 'x', unit: 'ms', value: 190, p95: 250, samples: 20, beside: null, aim: null, ...more })

test.each([
  ['at most, reached', row({ aim: { at: 'most', value: 190, of: 'value' } }), true],
  ['at most, missed', row({ aim: { at: 'most', value: 189, of: 'value' } }), false],
  ['by the 95th percentile', row({ aim: { at: 'most', value: 200, of: 'p95' } }), false],
  ['at least, by the ratio', row({ beside: { name: 'direct', value: 200 }, aim: { at: 'least', value: 0.8, of: 'ratio' } }), true],
  ['without an aim', row({}), null],
  ['by a ratio that was not measured', row({ aim: { at: 'least', value: 0.8, of: 'ratio' } }), null],
])('an aim %s', (_, given, answer) => expect(reached(given)).toBe(answer))

test('a ratio is the value divided by its yardstick, and absent without one', () => {
  expect(ratio(row({ beside: { name: 'engine', value: 160 } }))).toBe(1.19)
  expect(ratio(row({ beside: { name: 'engine', value: 0 } }))).toBeNull()
  expect(ratio(row({}))).toBeNull()
})

test('the table and the JSON say the same', () => {
  const rows = [
    row({ name: 'stopped to first byte', beside: { name: 'engine start', value: 160 }, aim: { at: 'most', value: 190, of: 'value' } }),
  ]
  expect(reportText(rows)).toContain('stopped to first byte')
  expect(reportData(rows)).toMatchObject([{ ratio: 1.19, reached: true }])
})
