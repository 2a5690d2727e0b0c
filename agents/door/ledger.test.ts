import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../contracts/canonical.ts'
import { openDatabase } from '../core/database.ts'
import { createLedger } from './ledger.ts'
import { doorMigrations } from './schema.ts'

let db: ReturnType<typeof openDatabase>
beforeEach(() => {
  db = openDatabase(':memory:', doorMigrations)
})
afterEach(() => {
  db.close()
})

const entry = (number: number, tenant: string | null = null) => ({
  at: 1000 + number,
  kind: 'done' as const,
  action: null,
  name: 'tenant.apply',
  actor: 'root',
  tenant,
  object: null,
  detail: `entry ${number}`,
})

function filled() {
  const ledger = createLedger(db)
  for (let number = 1; number <= 10; number += 1) ledger.append(entry(number, number % 2 === 0 ? 'even' : null))
  return ledger
}

describe('the ledger', () => {
  it('is whole as it was written, and anybody can compute its hashes', () => {
    const ledger = filled()
    const verdict = ledger.verify()
    expect(verdict).toMatchObject({ entries: 10, whole: true, brokenAt: null })
    const { hash, ...last } = ledger.after(9, 1, null)[0] ?? { hash: '' }
    expect(hash).toBe(createHash('sha256').update(canonicalJson(last)).digest('hex'))
    expect(verdict.head).toBe(hash)
  })

  it.each([
    ['a changed text', "UPDATE ledger SET detail = 'nothing happened' WHERE sequence = 4", 4],
    ['a changed actor', "UPDATE ledger SET actor = 'somebody' WHERE sequence = 1", 1],
    ['a removed entry', 'DELETE FROM ledger WHERE sequence = 5', 6],
    ['a removed first entry', 'DELETE FROM ledger WHERE sequence = 1', 2],
    [
      'two entries that changed places',
      `UPDATE ledger SET sequence = 99 WHERE sequence = 4; UPDATE ledger SET sequence = 4 WHERE sequence = 3;
       UPDATE ledger SET sequence = 3 WHERE sequence = 99`,
      3,
    ],
    ['an entry with a new hash of its own', "UPDATE ledger SET detail = 'x', hash = 'y' WHERE sequence = 7", 7],
    ['an unknown kind', "UPDATE ledger SET kind = 'forgotten' WHERE sequence = 2", 2],
  ])('names the first entry that does not fit: %s', (_, sql, brokenAt) => {
    const ledger = filled()
    db.exec(sql)
    expect(ledger.verify()).toMatchObject({ whole: false, brokenAt })
  })

  it('shows pages in both directions, of all or of one tenant', () => {
    const ledger = filled()
    const sequences = (list: { sequence: number }[]) => list.map((found) => found.sequence)
    expect(sequences(ledger.after(7, 2, null))).toEqual([8, 9])
    expect(sequences(ledger.before(4, 2, null))).toEqual([3, 2])
    expect(sequences(ledger.after(0, 3, 'even'))).toEqual([2, 4, 6])
    expect(sequences(ledger.before(99, 2, 'even'))).toEqual([10, 8])
  })

  it('knows whether a tenant was applied after an action of it was accepted', () => {
    const ledger = createLedger(db)
    const accepted = { ...entry(1, 'mine'), kind: 'accepted' as const, name: 'service.apply' }
    ledger.append({ ...accepted, name: 'tenant.apply', action: 'a' })
    ledger.append({ ...accepted, action: 'b' })
    ledger.append({ ...accepted, name: 'tenant.apply', action: 'c', tenant: 'other' })
    expect(ledger.tenantAppliedSince('mine', 'b')).toBe(false)
    ledger.append({ ...accepted, name: 'tenant.apply', action: 'd' })
    expect(ledger.tenantAppliedSince('mine', 'b')).toBe(true)
  })

  it('does not grow without end by refusals', () => {
    const ledger = createLedger(db)
    for (let number = 0; number < 1100; number += 1) ledger.append({ ...entry(1), kind: 'refused' })
    expect(ledger.verify()).toMatchObject({ entries: 1000, whole: true })
    expect(ledger.counted('refused')).toBe(100)
  })
})
