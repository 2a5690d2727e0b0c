import { describe, expect, test } from 'vitest'
import { removedBy, removedWith } from './retention.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 26, 12)
const weakest = { last: 1, daily: 0, weekly: 0, monthly: 0 }
const backups = (ages: readonly number[], keepUntil = 0) => ages.map((age) => ({ id: String(age), at: now - age * day, keepUntil }))
const gone = (ages: readonly number[], keep: Partial<Parameters<typeof removedBy>[1]>) =>
  removedBy(backups(ages), { ...weakest, ...keep }, now).map(({ id }) => Number(id))

describe('retention', () => {
  test('keeps the newest ones, and three in any case', () => {
    expect(gone([0, 1, 2, 3, 4, 5], { last: 4 })).toEqual([5, 4])
    expect(gone([0, 1, 2, 3], { last: 1 })).toEqual([3])
    expect(gone([400, 401, 402], {})).toEqual([])
  })

  test('keeps the newest of each day, also of days that have several', () => {
    expect(gone([0, 0.1, 0.2, 0.3, 1, 1.1, 2], { daily: 2 })).toEqual([2, 1.1, 0.3])
  })

  test('weeks begin on Monday, months on the first', () => {
    // The 26th was a Thursday.
    expect(gone([0, 0.1, 0.2, 3, 4, 10, 11, 26], { weekly: 3 })).toEqual([26, 10, 3])
    expect(gone([0, 0.1, 0.2, 25, 26, 40], { monthly: 2 })).toEqual([40, 25])
  })

  test('removes nothing before its time, whatever the rules say', () => {
    expect(removedBy(backups([0, 1, 2, 3, 4], now + 1), weakest, now)).toEqual([])
  })

  test('rules that were written with a backup hold for a month after weaker ones are asked for', () => {
    const written = { last: 3, daily: 7, weekly: 0, monthly: 0 }
    const ages = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    const rows = (age: number) => backups(ages).map((row) => ({ ...row, keep: Number(row.id) === age ? written : weakest }))
    expect(removedBy(rows(8), weakest, now).map(({ id }) => id)).toEqual(['8', '7'])
    const old = [...backups(ages), { id: 'old', at: now - 31 * day, keepUntil: 0, keep: written }]
    expect(removedBy(old, weakest, now)).toHaveLength(7)
  })
})

test('backups of a deleted service go a month after it, or at once when that was wanted; none before its own time', () => {
  const rows = [...backups([40, 20]), { id: 'young', at: now, keepUntil: now + day }]
  const left = (at: number, wish: 'keep' | 'remove') => removedWith(rows, { at, left: wish }, now).map(({ id }) => id)
  expect(left(now - day, 'keep')).toEqual([])
  expect(left(now - 30 * day, 'keep')).toEqual(['40', '20'])
  expect(left(now, 'remove')).toEqual(['40', '20'])
})
