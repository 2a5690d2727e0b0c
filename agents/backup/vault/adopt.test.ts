import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReeveError } from '../../../contracts/errors.ts'
import { newId } from '../../../contracts/ids.ts'
import { openDatabase } from '../../core/database.ts'
import { createLog } from '../../core/log.ts'
import { createAdoption, restoredFile } from './adopt.ts'
import { mustBeTheStore, storeMarker } from './mounts.ts'
import { createRecords, vaultMigrations } from './records.ts'
import type { Way } from './repositories.ts'

const [tenant, other, source] = [newId('t'), newId('t'), newId('s')]
const id = 'ab'.repeat(32)
const { signal } = new AbortController()

let state: string
let store: string
let records: ReturnType<typeof createRecords>
/** What restic answers of a repository, by its place and owner. */
let answers: (repository: string, owner: string) => Awaited<ReturnType<NonNullable<Way['run']>>>
let asked: string[]
let outside: boolean
const done = (stdout: string) => ({ status: 0, stdout, stderr: '' })
const made = () =>
  createAdoption({
    config: { state, store, outside, floorDays: 7 },
    records,
    way: async ({ owner, repository }) => ({
      ...{ repository, options: [], environment: {} },
      run: async () => {
        asked.push(`${repository} ${owner}`)
        return answers(repository, owner)
      },
    }),
    now: () => 0,
    log: createLog('test', 'silent'),
  })

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'reeve-adopt-'))
  store = join(state, 'store')
  mkdirSync(store)
  writeFileSync(join(state, restoredFile), '')
  records = createRecords(openDatabase(':memory:', vaultMigrations), () => 0)
  asked = []
  outside = true
  records.setRepository('local', { sort: 'local' }, null)
  records.setRepository('far', { sort: 's3', host: 'h', port: 1, tls: true, bucket: 'bbb', folder: 'f', region: '' } as never, null)
  for (const owner of [tenant, other]) records.noteOpened('far', owner)
  answers = () => done('[]')
})
afterEach(() => rmSync(state, { recursive: true, force: true }))

test('a repository that does not answer is owed, also after the next start, and read when it answers', async () => {
  answers = (repository) => {
    if (repository === 'far') throw new ReeveError('timeout', 'It did not end in time.')
    return done('[]')
  }
  const first = made()
  expect(first.state()).toMatchObject({ adopting: true })
  await first.round(signal)
  // After its first timeout nobody waits for it again in the same round.
  expect(asked.filter((one) => one.startsWith('far'))).toHaveLength(1)
  expect(first.state()).toEqual({ adopting: false, unread: ['far'] })

  asked = []
  answers = (_, owner) => done(owner === tenant ? JSON.stringify([{ id, time: '2026-11-26T00:00:00Z', hostname: source }]) : '[]')
  const second = made()
  await second.round(signal)
  expect(asked.sort()).toEqual(['reeve', tenant, other].map((owner) => `far ${owner}`).sort())
  expect(records.backups(source)).toMatchObject([{ id, owner: tenant, repository: 'far' }])
  expect([second.state(), existsSync(join(state, restoredFile))]).toEqual([{ adopting: false, unread: [] }, false])
  asked = []
  await second.round(signal)
  expect(asked).toEqual([])
})

test('where nothing ever was nothing is owed, nor of a place that is set no more; where something was it is missed', async () => {
  answers = (repository, owner) => {
    if (repository !== 'far') throw new ReeveError('timeout', 'It did not end in time.')
    const none = { status: 1, stdout: '', stderr: 'Fatal: unable to open config file: stat /config: no such file or directory' }
    return owner === 'reeve' || owner === other ? none : done('[]')
  }
  const adoption = made()
  await adoption.round(signal)
  expect(adoption.state().unread.sort()).toEqual(['far', 'local'])
  answers = () => done('[]')
  records.removeRepository('local')
  await adoption.round(signal)
  expect([adoption.state().unread, existsSync(join(state, restoredFile))]).toEqual([[], false])
})

const row = (repository: string) => ({
  ...{
    id: (repository === 'local' ? 'cd' : 'ef').repeat(32),
    owner: tenant,
    source,
    repository,
    name: 'www',
    kind: 'webserver',
    at: 0,
    bytes: 1,
    added: 1,
  },
  ...{ files: 1, seconds: 1, links: {}, keepUntil: 0, keep: null, verified: { at: 0, ok: true, text: '' }, drill: null },
})
const verdicts = () => Object.fromEntries(records.backups().map(({ repository, verified }) => [repository, verified?.ok]))

test('backups that lay in the pool of the lost machine are told as lost, and the new pool takes new ones', async () => {
  records.setStoreId('of before')
  records.noteOpened('local', tenant)
  for (const repository of ['local', 'far']) records.put(row(repository), true)
  outside = false
  const adoption = made()
  await adoption.round(signal)
  expect(adoption.state()).toEqual({ adopting: false, unread: [] })
  expect(verdicts()).toEqual({ local: false, far: true })
  expect(records.isOpened('local', tenant)).toBe(false)
  await mustBeTheStore(store, records)
  expect(readFileSync(join(store, storeMarker), 'utf8')).toBe('of before\n')
})

test.each([
  ['a folder whose disk may only not be mounted', true, []],
  ['a pool that has something in it', false, ['left']],
])('of %s nothing is told as lost', async (_, folder, names) => {
  records.setStoreId('of before')
  records.noteOpened('local', tenant)
  records.put(row('local'), true)
  for (const name of names) mkdirSync(join(store, name))
  outside = folder
  const adoption = made()
  await adoption.round(signal)
  expect(adoption.state().unread).toEqual(['local'])
  expect(verdicts()).toEqual({ local: true })
  expect(existsSync(join(store, storeMarker))).toBe(false)
})
