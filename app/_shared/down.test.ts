import { expect, it } from 'vitest'
import { downOf, momentOf } from './down.ts'

it.each([
  [true, true, true, true, undefined],
  [false, true, true, true, 'keep'],
  [false, false, false, false, 'keep'],
  [true, false, false, false, 'engine'],
  [true, false, true, true, 'agents'],
  [true, true, true, false, 'gate'],
])('keep %s, agents %s, engine %s, gate %s: %s is said to be down', (keep, agents, engine, gate, said) => {
  expect(downOf({ keep, agents, engine, gate, since: null })).toBe(said)
})

it('a moment of another day has its date', () => {
  const noon = new Date(2026, 2, 4, 12).getTime()
  expect(momentOf(noon, noon + 3_600_000)).toBe('12:00')
  expect(momentOf(noon, noon + 86_400_000)).toBe('4 Mar 2026, 12:00')
})
