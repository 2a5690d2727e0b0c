import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BackupRow, defaultPolicy } from '../../../contracts/backups.ts'
import { newId } from '../../../contracts/ids.ts'
import { seal, unseal } from '../../../contracts/seal.ts'
import { openDatabase } from '../../core/database.ts'
import { createLog } from '../../core/log.ts'
import { passwordOf } from './keys.ts'
import { mustBeMounted, storeMarker } from './mounts.ts'
import { createRecords, vaultMigrations } from './records.ts'
import { FakeRestic } from './testing/fake-restic.ts'
import { createVault } from './vault.ts'

const day = 86_400_000
const owner = newId('t')
const source = newId('s')
const weakest = { last: 1, daily: 0, weekly: 0, monthly: 0 }
const target = { host: 'backup.example.org', port: 22, address: '127.0.7.1' }
const context = { report: () => undefined, signal: new AbortController().signal }
const of = { owner, repository: 'local' }

let store: string
let clock: number
let restic: FakeRestic
let records: ReturnType<typeof createRecords>
let vault: ReturnType<typeof createVault>
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = privateKey.export({ format: 'jwk' })
const publicKey = Buffer.concat([Buffer.from([4]), ...[jwk.x, jwk.y].map((part) => Buffer.from(part ?? '', 'base64url'))]).toString(
  'base64url',
)

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'reeve-vault-'))
  clock = Date.UTC(2026, 10, 26, 12)
  restic = new FakeRestic()
  records = createRecords(openDatabase(':memory:', vaultMigrations), () => clock)
  const listen = { host: '127.0.0.1', port: 1 }
  const tls = { certificate: '', key: '', authority: '' }
  vault = createVault({
    config: { listen, tls, state: store, store, floorDays: 7, targets: [target] } as never,
    records,
    keys: { passwordOf: (one) => passwordOf('master', one) },
    sealing: { publicKey, open: (sealed) => unseal(jwk, sealed) },
    now: () => clock,
    log: createLog('test', 'silent'),
    run: restic.run,
  })
})
afterEach(() => rmSync(store, { recursive: true, force: true }))

/** A backup so many days old that is in the repository, too, and needs these packs. */
function backup(id: string, age: number, packs: string[] = [], more: Partial<BackupRow> = {}): void {
  const at = clock - age * day
  const row = { id, owner, source, repository: 'local', name: 'shop', kind: 'webserver', at, bytes: 1, added: 1, files: 1, seconds: 1 }
  records.put({ ...row, links: {}, keepUntil: at + 7 * day, keep: null, verified: null, drill: null, ...more }, false)
  restic.snapshots.set(id, packs)
}
const verdicts = () => Object.fromEntries(records.backups().map(({ id, verified }) => [id, verified?.ok]))
const verify = (full = true) => vault.verify({ ...of, job: randomUUID(), full }, context)

describe('what cannot be restored any more is told of each backup for itself', () => {
  beforeEach(() => {
    backup('aaaaaaa1', 3, ['a'])
    backup('aaaaaaa2', 2, ['a', 'b'])
    backup('aaaaaaa3', 1, ['c'])
  })

  test('a damaged pack marks those that need it, and is forgiven when it is whole again', async () => {
    restic.damaged.add('b')
    expect(await verify()).toMatchObject({ ok: false, lost: [], sources: [source], text: expect.stringContaining('1 backup of 3') })
    expect(verdicts()).toEqual({ aaaaaaa1: true, aaaaaaa2: false, aaaaaaa3: true })
    restic.damaged.clear()
    expect(await verify()).toMatchObject({ ok: true, sources: [] })
    expect(verdicts()).toEqual({ aaaaaaa1: true, aaaaaaa2: true, aaaaaaa3: true })
  })

  test('one with a folder that cannot be read is damaged, whatever pack that is in', async () => {
    restic.unreadable.add('aaaaaaa3')
    await verify(false)
    expect(verdicts()).toEqual({ aaaaaaa1: undefined, aaaaaaa2: undefined, aaaaaaa3: false })
  })

  test('when nothing tells which ones, all are', async () => {
    restic.damaged.add('b')
    restic.indexBroken = true
    expect(await verify()).toMatchObject({ ok: false, text: expect.stringContaining('3 backups of 3') })
    expect(verdicts()).toEqual({ aaaaaaa1: false, aaaaaaa2: false, aaaaaaa3: false })
  })

  test('one that somebody took out of the repository is missed, in a good repository, too', async () => {
    restic.snapshots.delete('aaaaaaa2')
    expect(await verify()).toMatchObject({ ok: false, lost: ['aaaaaaa2'], sources: [source] })
    expect(verdicts()).toEqual({ aaaaaaa1: true, aaaaaaa2: false, aaaaaaa3: true })
    const restore = vault.restore({ ...of, job: randomUUID(), source, backup: 'aaaaaaa2' }, context)
    await expect(restore).rejects.toThrow('damaged')
  })

  test('a server that refuses the key says nothing about them', async () => {
    await verify()
    restic.fault = 'Stat: The request signature we calculated does not match the signature you provided.'
    await expect(verify()).rejects.toThrow('Enter them again')
    expect(verdicts()).toEqual({ aaaaaaa1: true, aaaaaaa2: true, aaaaaaa3: true })
  })
})

test('whoever has the backend’s key thins nothing out: the rules that were written hold, and three stay', async () => {
  for (let age = 0; age < 20; age += 1) backup(`bbbbbb${10 + age}`, age, [], { keep: defaultPolicy.keep })
  const forget = () => vault.forget({ ...of, job: randomUUID(), source, keep: weakest }, context)
  const honest = { ...of, job: randomUUID(), source, keep: defaultPolicy.keep }
  const { removed } = await vault.forget(honest, context)
  expect(removed).not.toEqual([])
  expect(await forget()).toMatchObject({ removed: [] })
  clock += 31 * day
  expect(await forget()).toMatchObject({ kept: 3 })
})

describe('backups of a deleted service', () => {
  const retire = (left: 'keep' | 'remove') => vault.retire({ job: randomUUID(), source, owner, at: clock, left }, context)
  const ids = () => records.backups().map(({ id }) => id)
  beforeEach(() => {
    backup('cccccc01', 20)
    backup('cccccc02', 1)
  })

  test('stay for 30 days after it, then the vault removes them by itself', async () => {
    expect(await retire('keep')).toMatchObject({ removed: [], kept: 2 })
    expect((await vault.state()).gone).toMatchObject([{ source, owner, left: 'keep' }])
    clock += 29 * day
    await vault.sweep(context.signal)
    expect(ids()).toHaveLength(2)
    clock += day
    await vault.sweep(context.signal)
    expect(ids()).toEqual([])
    expect([...restic.snapshots.keys()]).toEqual([])
    expect((await vault.state()).gone).toEqual([])
  })

  test('go at once where that was wanted, but none before its own time', async () => {
    expect(await retire('remove')).toMatchObject({ removed: ['cccccc01'], kept: 1 })
    expect(ids()).toEqual(['cccccc02'])
    clock += 6 * day
    await vault.sweep(context.signal)
    expect(ids()).toEqual([])
  })

  test('go later when their repository does not answer now', async () => {
    restic.fault = 'dial tcp: connection refused'
    expect(await retire('remove')).toMatchObject({ removed: [], kept: 2 })
    restic.fault = undefined
    await vault.sweep(context.signal)
    expect(ids()).toEqual(['cccccc02'])
  })

  test('a place that does not answer is asked once in a sweep, for a short while, and holds up no other', async () => {
    const [second, third] = [newId('s'), newId('s')]
    for (const [id, one] of [
      ['cccccc03', second],
      ['cccccc04', third],
    ] as const)
      backup(id, 20, [], { source: one })
    for (const one of [source, second, third]) records.noteGone({ source: one, owner, at: clock, left: 'remove' })
    restic.fault = 'dial tcp: connection refused'
    await vault.sweep(context.signal)
    expect(restic.calls).toHaveLength(1)
    expect(restic.limits).toEqual([120_000])
    restic.fault = undefined
    await vault.sweep(context.signal)
    expect(ids()).toEqual(['cccccc02'])
  })

  test('nothing of another tenant goes with it', async () => {
    const stranger = newId('t')
    await vault.retire({ job: randomUUID(), source, owner: stranger, at: clock, left: 'remove' }, context)
    expect(ids()).toHaveLength(2)
    expect(vault.ofOwner(stranger)).toEqual({ backups: [], gone: [] })
  })
})

describe('the folder of the local repository', () => {
  test('is refused when it is not the disk that it was, and nothing is written there', async () => {
    backup('dddddd01', 1)
    await verify()
    rmSync(join(store, storeMarker))
    restic.calls.length = 0
    await expect(verify()).rejects.toThrow('Mount its disk')
    expect(restic.calls).toEqual([])
  })

  test('may be any while nothing is kept there', async () => {
    await vault.testRepository('local')
    rmSync(join(store, storeMarker))
    await vault.testRepository('local')
    expect(records.storeId()).toBeDefined()
  })
})

test('a copy that is not mounted is no service without files', async () => {
  await expect(mustBeMounted(store)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(mustBeMounted(join(store, 'none'))).rejects.toMatchObject({ code: 'unavailable' })
  await mustBeMounted('/proc')
})

describe('a repository elsewhere', () => {
  const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI'
  const spec = { sort: 'sftp', host: target.host, port: 22, user: 'reeve', folder: '/backups', hostKey } as const
  const set = async () => vault.setRepository('elsewhere', spec, await seal(publicKey, JSON.stringify({ privateKey: 'key' })))
  const names = () => records.repositories().map(({ name }) => name)

  test.each([
    ['subprocess ssh: Host key verification failed.', 'another host key'],
    ['subprocess ssh: reeve@127.0.7.1: Permission denied (publickey).', 'refuses the user or the key'],
    ['sftp: "Permission denied" (SSH_FX_PERMISSION_DENIED)', 'not write to the folder'],
    ['client.MakeBucket: NoSuchBucket', 'no such bucket'],
    ['dial tcp 127.0.7.1:22: connect: connection refused', 'does not answer'],
  ])('is not set while it says: %s', async (said, words) => {
    restic.fault = said
    await expect(set()).rejects.toThrow(words)
    expect(names()).toEqual(['local'])
  })

  test('of which restic tells nothing is dialled: what ssh says of it counts', async () => {
    const said = ['unable to start the sftp session, error: EOF', 'subprocess ssh: Host key verification failed.']
    Object.defineProperty(restic, 'fault', { configurable: true, get: () => said.shift() })
    await expect(set()).rejects.toThrow('another host key')
    expect(said).toEqual([])
  })

  test('is set when it answers, and tested again whenever somebody asks', async () => {
    await set()
    expect(names()).toEqual(['elsewhere', 'local'])
    restic.fault = 'subprocess ssh: Host key verification failed.'
    await expect(vault.testRepository('elsewhere')).rejects.toThrow('another host key')
    expect((await vault.state()).repositories).toMatchObject([{ name: 'elsewhere', state: { ok: false } }, { name: 'local' }])
  })
})

test('a place that does not answer holds up nobody who looks into another backup', async () => {
  backup('aaaaaaa1', 1)
  await vault.list({ ...of, source, backup: 'aaaaaaa1', path: '' }, context.signal)
  expect(restic.calls.at(-1)?.[0]).toBe('ls')
  expect(restic.limits.every((limit) => limit !== undefined && limit <= 300_000)).toBe(true)
})
