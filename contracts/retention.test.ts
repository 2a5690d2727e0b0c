import { describe, expect, test } from 'vitest'
import { removedBy } from './retention.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 26, 12)
const backups = (ages: readonly number[], keepUntil = 0) => ages.map((age) => ({ id: String(age), at: now - age * day, keepUntil }))
const gone = (ages: readonly number[], keep: Partial<Parameters<typeof removedBy>[1]>) =>
  removedBy(backups(ages), { last: 1, daily: 0, weekly: 0, monthly: 0, ...keep }, now).map(({ id }) => Number(id))

describe('retention', () => {
  test('keeps the newest ones', () => {
    expect(gone([0, 1, 2, 3], { last: 2 })).toEqual([3, 2])
  })

  test('keeps the newest of each day, also of days that have several', () => {
    expect(gone([0, 0.1, 0.2, 1, 1.1, 2], { daily: 2 })).toEqual([2, 1.1, 0.2, 0.1])
  })

  test('weeks begin on Monday, months on the first', () => {
    // The 26th was a Thursday.
    expect(gone([0, 3, 4, 10, 11, 26], { weekly: 3 })).toEqual([26, 10, 3])
    expect(gone([0, 25, 26, 40], { monthly: 2 })).toEqual([40, 25])
  })

  test('removes nothing before its time, whatever the rules say', () => {
    expect(removedBy(backups([0, 1, 2], now + 1), { last: 1, daily: 0, weekly: 0, monthly: 0 }, now)).toEqual([])
  })

  test('never removes the newest one', () => {
    expect(gone([400], {})).toEqual([])
  })
})
