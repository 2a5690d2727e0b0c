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
  it('is whole as it was written, and anybody can compute its hashes', async () => {
    const ledger = filled()
    const verdict = await ledger.verify()
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
  ])('names the first entry that does not fit: %s', async (_, sql, brokenAt) => {
    const ledger = filled()
    db.exec(sql)
    expect(await ledger.verify()).toMatchObject({ whole: false, brokenAt })
  })

  it('shows pages in both directions, of all or of one tenant, of all actions or of one name', () => {
    const ledger = filled()
    const sequences = (list: { sequence: number }[]) => list.map((found) => found.sequence)
    expect(sequences(ledger.after(7, 2, null))).toEqual([8, 9])
    expect(sequences(ledger.before(4, 2, null))).toEqual([3, 2])
    expect(sequences(ledger.after(0, 3, 'even'))).toEqual([2, 4, 6])
    expect(sequences(ledger.before(99, 2, 'even'))).toEqual([10, 8])
    ledger.append({ ...entry(11, 'even'), name: 'service.delete' })
    ledger.append({ ...entry(12), name: 'service.delete' })
    expect(sequences(ledger.before(99, 9, null, 'service.delete'))).toEqual([12, 11])
    expect(sequences(ledger.before(99, 9, 'even', 'service.delete'))).toEqual([11])
    expect(sequences(ledger.after(9, 9, 'even', 'tenant.apply'))).toEqual([10])
    expect(ledger.after(0, 9, null, 'service.apply')).toEqual([])
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

  it('is not whole without an entry that somebody saw', async () => {
    const ledger = filled()
    const [tail] = ledger.before(99, 1, null)
    const seen = { sequence: tail?.sequence ?? 0, hash: tail?.hash ?? '' }
    ledger.append(entry(11))
    expect(await ledger.verify(seen)).toMatchObject({ entries: 11, whole: true })
    db.exec('DELETE FROM ledger WHERE sequence > 7')
    expect(await ledger.verify()).toMatchObject({ whole: true })
    expect(await ledger.verify(seen)).toMatchObject({ entries: 7, whole: false, brokenAt: 8 })
    // Written anew over the cut.
    for (const number of [18, 19, 20]) ledger.append(entry(number))
    expect(await ledger.verify(seen)).toMatchObject({ whole: false, brokenAt: 10 })
  })

  it('lets others have their turn while it is verified, and takes in what comes meanwhile', async () => {
    const ledger = createLedger(db)
    db.transaction(() => {
      for (let number = 0; number < 2000; number += 1) ledger.append(entry(number))
    })()
    let turns = 0
    let over = false
    const others = () => {
      if (over) return
      turns += 1
      ledger.append(entry(turns))
      setImmediate(others)
    }
    setImmediate(others)
    const verdict = await ledger.verify()
    over = true
    expect(turns).toBeGreaterThan(1)
    expect(verdict).toMatchObject({ whole: true, brokenAt: null })
  })

  const refusal = (actor: string) => ({ ...entry(1), kind: 'refused' as const, actor })
  const written = (where: string, value: string) => db.prepare(`SELECT count(*) FROM ledger WHERE ${where}`).pluck().get(value)

  it('does not grow without end by refusals, and one who makes many hides those of nobody else', async () => {
    const ledger = createLedger(db)
    for (let number = 0; number < 150; number += 1) ledger.refuse(refusal('eve'), 'conflict', false)
    ledger.refuse(refusal('eve'), 'forbidden', false)
    ledger.refuse(refusal('anna'), 'conflict', false)
    expect([written('actor = ?', 'eve'), written('actor = ?', 'anna')]).toEqual([101, 1])
    expect(await ledger.verify()).toMatchObject({ entries: 102, whole: true, unwritten: { conflict: 50 } })
    ledger.refuse({ ...refusal('eve'), at: 3_600_001 }, 'conflict', false)
    expect(written('actor = ?', 'eve')).toBe(102)
  })

  it('has the refusals of critical actions beside any number of others', () => {
    const ledger = createLedger(db)
    db.transaction(() => {
      for (let number = 0; number < 6000; number += 1) ledger.refuse(refusal(`eve ${number}`), 'approval_needed', false)
    })()
    expect(written('kind = ?', 'refused')).toBe(5000)
    for (let number = 0; number < 300; number += 1) ledger.refuse(refusal('mallory'), 'approval_needed', true)
    expect(written('actor = ?', 'mallory')).toBe(300)
  })
})
