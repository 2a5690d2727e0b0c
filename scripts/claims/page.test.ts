import { expect, test } from 'vitest'
import { judge } from './judge.mjs'
import { pageOf } from './page.mjs'

const proofs = [
  { file: 'a.test.ts', titles: ['one', 'two'] },
  { file: 'b.spec.ts', titles: ['three'] },
]
const missing = 'Something is not shown.'
const ends =
  (map: Record<string, string>) =>
  ({ title }: { title: string }) =>
    map[title] ?? 'passed'

test.each([
  ['proven', { proofs }, {}],
  ['proven', { proofs }, { two: 'passed at the second try' }],
  ['partly', { proofs, missing }, {}],
  ['not run', { proofs }, { three: 'not run' }],
  ['not run', { proofs, missing }, { one: 'changed since it ran' }],
  ['failed', { proofs, missing }, { one: 'not run', three: 'failed' }],
  ['open', { proofs: [] }, {}],
  ['open', { proofs: [], missing }, {}],
])('a row is %s: %j %j', (state, row, map) => {
  expect(judge(row, ends(map)).state).toBe(state)
})

test('the page shows each row with its state, what is missing, and how each test ended', () => {
  const row = (id: string, more: object, map: Record<string, string> = {}) => {
    const whole = { id, claims: [7, 22], title: `All of ${id}`, serves: 3, proofs, ...more }
    return { ...whole, ...judge(whole, ends(map)) }
  }
  const runs = { unit: { at: 0, tests: [{ file: 'a.test.ts', title: 'one', end: 'failed' }] }, real: undefined }
  const page = pageOf(
    [row('first', { missing }), row('second', {}, { two: 'failed' }), row('third', { proofs: [], serves: 'later' })],
    runs,
  )
  expect(page).toContain('0 proven, 1 partly, 1 failed, 0 not run, 1 open')
  expect(page).toContain('- unit: 1970-01-01 00:00 UTC, 1 tests, 1 failed\n- real: has not run here')
  expect(page).toContain('| [second](#second) | All of second | 7, 22 | failed | issue 3, privileged jobs |')
  expect(page).toContain('Claims 7, 22: **partly**.\n\nNot shown: Something is not shown.\n\n- a.test.ts\n  - passed: `one`')
  expect(page).toContain('  - failed: `two`')
  expect(page).toContain('No test yet. Served by: later.')
})
