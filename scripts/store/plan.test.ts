import { describe, expect, test } from 'vitest'
import { copyingOf, idOnDisk, isOfStore, planMove } from './plan.mjs'

const giB = 2 ** 30
const id = 'a'.repeat(32)
const tenant = 't234567abcdef'
const names = ['.reeve-store', 'reeve', tenant]
const empty = { there: true, names: [], marker: undefined, copying: undefined, bytes: 0, freeBytes: 20 * giB }
const volume = { ...empty, path: '/pool/vault', folder: false }
const disk = { ...empty, path: '/mnt/backups', folder: true, same: false }
const full = { names, marker: id, bytes: 10 * giB }
const from = { ...volume, ...full }
const nothing = { names: [], stale: [] }

describe('backups go along', () => {
  const cases: [string, object, object, object][] = [
    ['into an empty folder', from, disk, { names, stale: [] }],
    ['back into the volume', { ...disk, ...full }, { ...volume, same: false }, { names, stale: [] }],
    ['of a volume that has no mark yet', { ...from, marker: undefined }, disk, { names, stale: [] }],
    ['after a copy that was cut off', from, { ...disk, names: ['reeve'], copying: { id, names }, bytes: giB }, { names, stale: [] }],
    [
      'and what such a copy brought and is no more goes',
      { ...from, names: ['.reeve-store', 'reeve'] },
      { ...disk, names, copying: { id, names } },
      { names: ['.reeve-store', 'reeve'], stale: [tenant] },
    ],
    ['over a copy of theirs that was made by hand', from, { ...disk, ...full, freeBytes: giB }, { names, stale: [] }],
    ['never where nothing is kept', volume, disk, nothing],
    ['never where nothing is kept, also not over what another installation left', volume, { ...disk, ...full }, nothing],
    ['never onto themselves', { ...disk, ...full }, { ...disk, ...full, path: '/mnt/./backups', same: true }, nothing],
  ]
  test.each(cases)('%s', (_name, one, other, plan) => {
    expect(planMove({ from: one, to: other })).toMatchObject(plan)
    expect(planMove({ from: one, to: other })).not.toHaveProperty('problem')
  })

  test('and how much that is stands there before', () => {
    expect(planMove({ from, to: disk }).says).toBe('10.0 GiB of backups go from /pool/vault to /mnt/backups, which has 20.0 GiB free')
  })
})

describe('is refused, with what to do', () => {
  const cases: [string, object, object, RegExp][] = [
    ['no folder', from, { ...disk, there: false }, /^There is no folder \/mnt\/backups\. Make it/],
    [
      'no room',
      from,
      { ...disk, freeBytes: 10 * giB },
      /has 10\.0 GiB free\. The backups of before, which go along, need 10\.3 GiB\. Make room/,
    ],
    [
      'no room for the rest',
      from,
      { ...disk, names: ['reeve'], copying: { id, names }, bytes: 4 * giB, freeBytes: 6 * giB },
      /need 6\.3 GiB/,
    ],
    ['a disk that is not mounted', disk, { ...volume, same: false }, /is its disk mounted\?.*--leave-backups/],
    ['other backups', from, { ...disk, marker: 'b'.repeat(32) }, /holds other backups/],
    ['half of other backups', from, { ...disk, copying: { id: 'b'.repeat(32), names } }, /holds a half copy of other backups/],
    ['somebody else’s folder of that name', from, { ...disk, names: ['reeve'] }, /has reeve already/],
    ['a folder in the other', { ...disk, ...full }, { ...disk, path: '/mnt/backups/more' }, /lie in each other/],
  ]
  test.each(cases)('%s', (_name, one, other, words) => {
    expect(planMove({ from: one, to: other }).problem).toMatch(words)
  })
})

test.each([
  ['.reeve-store', true],
  ['reeve', true],
  [tenant, true],
  ['lost+found', false],
  ['.reeve-copying', false],
  ['photos', false],
])('%s is of the store: %s', (name, ours) => {
  expect(isOfStore(name)).toBe(ours)
})

test.each([
  [undefined, 2001],
  ['', 2001],
  ['[]', 2001],
  ['[{"Isuid":true,"Isgid":false,"Hostid":1065536,"Nsid":0,"Maprange":65536}]', 1067537],
  ['[{"Isuid":true,"Isgid":false,"Hostid":1065536,"Nsid":0,"Maprange":1000}]', 2001],
])('in a volume shifted by %s the vault has the id %i', (idmap, owner) => {
  expect(idOnDisk(idmap, 2001)).toBe(owner)
})

test.each([
  ['entries of a store are named', '{"id":"a","names":["reeve","taaaaaaaaaaaa"]}', { id: 'a', names: ['reeve', 'taaaaaaaaaaaa'] }],
  ['nothing else, whoever wrote it', '{"id":"a","names":["../../etc",".","",7,"taaaaaaaaaaaa/../.."]}', { id: 'a', names: [] }],
  ['of no list nothing', '{"id":"a"}', { id: undefined, names: [] }],
  ['of no JSON nothing', 'junk', { id: undefined, names: [] }],
  ['none where there is none', undefined, undefined],
])('of a mark: %s', (_name, text, found) => {
  expect(copyingOf(text)).toEqual(found)
})
