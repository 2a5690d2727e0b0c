import { describe, expect, test } from 'vitest'
import type { ActionInput } from '../../contracts/actions.ts'
import { acme, blog, byAnna, byOwner, now, ours, owner, type Row, row, shop, system, theirs, verdictOf } from './testing/records.ts'

const removal = { tenant: acme, tenantName: 'acme', source: ours, name: 'gone' }
const refill = {
  ...{ tenant: acme, service: shop, backup: 'abcdef01', at: now, repository: 'local', name: 'shop', tenantName: 'acme', kind: 'webserver' },
  diskMiB: 1024,
}

const trial = { tenant: acme, service: shop, backup: 'abcdef01', at: now, repository: 'local', diskMiB: 1024 }
const part: ActionInput<'backup.restorePart'> = { ...trial, part: { sort: 'database', database: 'app' }, place: 'beside' }

describe('of backups the judge refuses', () => {
  test.each<[string, string, Row]>([
    ['retiring those of a service that lives', 'conflict', row('backup.retire', { owner: acme, source: shop }, { actor: system })],
    ['retiring those of another tenant', 'not_found', row('backup.retire', { owner: acme, source: theirs }, { actor: system })],
    ['an owner who retires them', 'forbidden', row('backup.retire', { owner: acme, source: ours }, { actor: owner })],
    [
      'removing those of a service that lives',
      'conflict',
      row('backup.remove', { ...removal, source: shop, name: 'shop' }, { approval: byAnna }),
    ],
    ['removing those of another tenant', 'not_found', row('backup.remove', { ...removal, source: theirs }, { approval: byAnna })],
    ['removing them without an approval', 'approval_needed', row('backup.remove', removal, { actor: owner })],
    ['removing them under another name', 'conflict', row('backup.remove', { ...removal, name: 'junk' }, { approval: byAnna })],
    ['the backend itself removing them', 'forbidden', row('backup.remove', removal, { actor: system, approval: byAnna })],
    ['a restore from another tenant’s service', 'not_found', row('backup.restore', { ...refill, source: blog }, { approval: byAnna })],
    [
      'a restore into more disk than the keep knows of',
      'conflict',
      row('backup.restore', { ...refill, diskMiB: 99_999 }, { approval: byAnna }),
    ],
    ['one of a part, with more disk', 'conflict', row('backup.restorePart', { ...part, diskMiB: 99_999 })],
    ['a trial with more disk', 'conflict', row('backup.drill', { ...trial, diskMiB: 99_999 }, { actor: system })],
    [
      'a restore from a deleted service under another name',
      'conflict',
      row('backup.restore', { ...refill, source: ours, sourceName: 'junk' }, { approval: byAnna }),
    ],
    ['a restore under the name of nothing', 'conflict', row('backup.restore', { ...refill, sourceName: 'gone' }, { approval: byAnna })],
    ['a restore from what another tenant deleted', 'not_found', row('backup.restore', { ...refill, source: theirs }, { approval: byAnna })],
  ])('%s', (_name, code, asked) => {
    expect(verdictOf(asked).split(':')[0]).toBe(code)
  })

  test.each<[string, Row]>([
    ['retiring those of a deleted service', row('backup.retire', { owner: acme, source: ours }, { actor: system })],
    [
      'retiring what was deleted before the keep wrote that down',
      row('backup.retire', { owner: acme, source: 'suuuuuuuuuuuu' }, { actor: system }),
    ],
    ['removing them with an owner’s approval', row('backup.remove', removal, { actor: owner, approval: byOwner })],
    ['a restore of a part', row('backup.restorePart', part, { actor: owner })],
    ['a trial by the backend itself', row('backup.drill', trial, { actor: system })],
    [
      'a restore from a deleted service into another one',
      row('backup.restore', { ...refill, source: ours }, { actor: owner, approval: byOwner }),
    ],
    [
      'one that names it as the keep knows it',
      row('backup.restore', { ...refill, source: ours, sourceName: 'gone' }, { actor: owner, approval: byOwner }),
    ],
    [
      'one that the keep never heard of, since it went before that was written down: its id is in the words',
      row('backup.restore', { ...refill, source: 'suuuuuuuuuuuu', sourceName: 'gone' }, { actor: owner, approval: byOwner }),
    ],
  ])('but not %s', (_name, asked) => {
    expect(verdictOf(asked)).toBe('accept')
  })
})

test('nobody pins backups for years, so that a repository fills that nobody can empty', () => {
  const run = { tenant: acme, service: shop, repository: 'local', days: 30, full: false }
  expect(verdictOf(row('backup.run', run, { actor: system }))).toBe('accept')
  expect(() => verdictOf(row('backup.run', { ...run, days: 31 }, { actor: system }))).toThrow()
})
