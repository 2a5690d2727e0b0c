import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositorySecret, repositorySpec } from '../../contracts/backups.ts'
import { hostFolders, needed, optionsOf, parts } from '../control/parts.mjs'
import { checkText, drillOptions } from '../drills/restored.mjs'
import { chosen, manifestIn, mustBeForBackups, optionsHere, placeFiles } from './control.mjs'
import { keyOf, placeOf, readRestoreOptions } from './options.mjs'
import { reportText, trialText } from './report.mjs'
import { newestGood, planOf } from './services.mjs'

const folder = () => mkdtempSync(join(tmpdir(), 'reeve-restore-'))
const key = 'ab'.repeat(32)

describe('what a restore is told', () => {
  test.each([key, key.toUpperCase(), `  ${(key.match(/.{8}/g) ?? []).join(' ')}\n`])('the key as a sheet has it: %j', (text) => {
    expect(keyOf(text)).toBe(key)
  })
  test.each(['', 'ab', `${key}0`, key.replace('a', 'g')])('no key: %j', (text) => {
    expect(() => keyOf(text)).toThrow('This is no recovery key')
  })
  test.each([
    [['--folder', 'backups'], 'whole path'],
    [['--folder', '/a', '--repository', 'b'], 'not both'],
    [['--backup', 'newest'], 'not the id'],
    [['--address', 'fe80::1'], 'IPv4'],
    [['--address6', 'fe80::1'], 'IPv6'],
    [['--mail-relay', 'relay'], 'HOST:PORT'],
    [['--folder', '/a', '--backup-folder', '/b'], 'leave --backup-folder out'],
    [['--key', key], 'Unknown option'],
  ])('%j is refused, and the key is never an argument', (argv, words) => {
    expect(() => readRestoreOptions(argv)).toThrow(words)
  })
  test('a place elsewhere comes from a file, with what opens it', () => {
    const file = join(folder(), 'place.json')
    const spec = { sort: 's3', host: 's3.example.org', port: 443, tls: true, bucket: 'reeve', folder: 'x', region: '' }
    const secret = { accessKey: 'a', secretKey: 'b' }
    const read = (value: object) => {
      writeFileSync(file, JSON.stringify(value))
      return placeOf({ folder: undefined, repositoryFile: file }, { repositorySpec, repositorySecret })
    }
    expect(read({ spec, secret })).toEqual({ spec, secret })
    expect(() => read({ spec })).toThrow('"secret"')
    expect(() => read({ spec: { sort: 'local' }, secret })).toThrow('"spec"')
  })
})

describe('which backup', () => {
  const snapshots = [
    { id: 'bb'.repeat(16), at: 2 },
    { id: 'aa'.repeat(16), at: 1 },
  ]
  test('of the installation: the newest, or the one that was asked for', () => {
    expect(chosen(snapshots, undefined)).toBe(snapshots[0])
    expect(chosen(snapshots, 'aaaaaaaa')).toBe(snapshots[1])
    expect(() => chosen(snapshots, 'cccccccc')).toThrow('bbbbbbbbbbbb')
    expect(() => chosen([], undefined)).toThrow('no backup of an installation')
  })
  test('of a service: the newest that is not known to be damaged', () => {
    const [damaged, unknown] = [
      { id: '1', verified: { ok: false } },
      { id: '2', verified: null },
    ]
    expect(newestGood([damaged, unknown])).toBe(unknown)
    expect(newestGood([damaged])).toBeUndefined()
  })
  test('none, of a service that never had one or has lost all', async () => {
    const of = (name: string, backups: number) => ({ service: name, name, tenantName: 'acme', backups })
    const verified = { ok: false }
    const api = {
      backups: {
        state: { query: async () => ({ adopting: false, unread: [], services: [of('new', 0), of('lost', 2)] }) },
        list: { query: async () => ({ backups: [{ id: 'aa', at: 1, verified }] }) },
      },
    }
    const none = { backup: null, at: null }
    expect((await planOf(api, 0)).plan).toMatchObject([
      { service: 'new', never: true, ...none },
      { service: 'lost', never: false, ...none },
    ])
  })
  test('is chosen only when the vault has asked the repositories, and those that did not answer are named', async () => {
    const service = { service: 's', name: 'www', tenantName: 'acme', backups: 1 }
    const states = [true, true, false].map((adopting) => ({ adopting, unread: adopting ? [] : ['far'], services: [service] }))
    const api = {
      backups: {
        state: { query: async () => states.shift() },
        list: { query: async () => ({ backups: [{ id: 'aa', at: 1, verified: null }] }) },
      },
    }
    expect(await planOf(api, 0)).toEqual({ plan: [{ service: 's', name: 'acme/www', backup: 'aa', at: 1, never: false }], unread: ['far'] })
  })
})

/** A host's part that is whole. */
function hostPart() {
  const held = folder()
  for (const path of needed) {
    mkdirSync(join(held, path, '..'), { recursive: true })
    writeFileSync(join(held, path), path)
  }
  writeFileSync(join(held, 'manifest.json'), JSON.stringify({ form: 1, version: '1', at: 1, options: {}, parts }))
  return held
}

test('a backup that is not whole, or of another form, is refused before anything is placed', () => {
  const held = hostPart()
  expect(manifestIn(held)).toMatchObject({ parts })
  writeFileSync(join(held, 'manifest.json'), JSON.stringify({ form: 2, parts }))
  expect(() => manifestIn(held)).toThrow('another form')
  writeFileSync(join(held, 'manifest.json'), JSON.stringify({ form: 1, parts: ['host'] }))
  expect(() => manifestIn(held)).toThrow('keep, backend, gate, vault is missing')
})

test('files of the machine come into their places, private ones for root alone; links and other names are left out', () => {
  const [held, place] = [hostPart(), folder()]
  writeFileSync(join(held, 'pki', 'evil.sh'), 'x')
  symlinkSync('/etc/passwd', join(held, 'pki', 'door.key'))
  const there = hostFolders.map((one: (typeof hostFolders)[number]) => ({ ...one, from: join(place, one.to) }))
  placeFiles(held, there)
  expect(readFileSync(join(place, 'pki', 'ca.key'), 'utf8')).toBe('pki/ca.key')
  expect(statSync(join(place, 'pki', 'ca.key')).mode & 0o777).toBe(0o600)
  for (const name of ['evil.sh', 'door.key']) expect(() => statSync(join(place, 'pki', name))).toThrow('ENOENT')
})

describe('options of up', () => {
  const before = { address: '192.0.2.1', host: 'panel.example.org', backupFolder: '/old', backupTargets: ['far.example.org:22'] }
  const here = (argv: string[]) => {
    const { folder, listen } = readRestoreOptions(argv)
    return optionsHere(before, { folder, listen })
  }
  test('are of a backup those that another machine can have', () => {
    expect(optionsOf({ ...before, other: 1 })).toEqual(before)
  })
  test.each([
    [[], {}],
    [['--folder', '/mnt/backups'], { backupFolder: '/mnt/backups' }],
    [['--address', '192.0.2.9'], { address: '192.0.2.9' }],
    [['--address6', '2001:db8::2'], { address6: '2001:db8::2' }],
    [['--host', 'new.example.org', '--mail-relay', 'relay.example.org:25'], { host: 'new.example.org', mailRelay: 'relay.example.org:25' }],
    [['--backup-target', 'other.example.org:22'], { backupTargets: ['other.example.org:22'] }],
  ])('hold but for what is said: %j', (argv, changed) => {
    expect(here(argv)).toEqual({ ...before, ...changed })
  })
  test('that this machine has not are taken away', () => {
    expect(here(['--address', 'none', '--backup-folder', 'none', '--backup-target', 'none'])).toEqual({ host: 'panel.example.org' })
  })
  test('are told by a trial', () => {
    const text = trialText({ id: 'ab'.repeat(32), at: 0, version: '1', options: before })
    for (const words of [
      'The backup abababababab',
      '1970-01-01 00:00 UTC',
      '  address: 192.0.2.1\n',
      '  backupTargets: far.example.org:22\n',
    ])
      expect(text).toContain(words)
  })
})

test('the folder of the backups of before is no folder that this machine uses for something else, unless root says so', () => {
  const there = folder()
  const asked =
    (backupFolder: string, said = {}) =>
    () =>
      mustBeForBackups({ backupFolder }, { folder: undefined, listen: {}, ...said })
  for (const path of [there, join(there, 'absent')]) expect(asked(path)).not.toThrow()
  expect(() => mustBeForBackups({ backupFolder: undefined }, { folder: undefined, listen: {} })).not.toThrow()
  writeFileSync(join(there, 'passwd'), '')
  symlinkSync(there, join(there, 'link'))
  for (const path of [there, join(there, 'link')]) expect(asked(path)).toThrow('other things')
  expect(asked(there, { folder: there })).not.toThrow()
  expect(asked(there, { listen: { 'backup-folder': there } })).not.toThrow()
  writeFileSync(join(there, '.reeve-store'), `${'ab'.repeat(16)}\n`)
  expect(asked(there)).not.toThrow()
})

test('the end says what came back, from which moment, and what did not', () => {
  const services = [
    { name: 'acme/www', at: Date.UTC(2026, 0, 2, 3, 4), ok: true, text: 'restored' },
    { name: 'acme/db', at: null, ok: false, text: 'empty: it was never backed up' },
  ]
  const ledger = { whole: true, entries: 7, head: 'ff' }
  const text = reportText({
    control: { at: 0, version: '1' },
    services,
    unread: ['far'],
    ledger,
    version: '2',
    url: 'http://x',
    elapsed: '1 s',
  })
  expect(text).toContain('acme/www  2026-01-02 03:04 UTC  restored')
  expect(text).toContain('Did not come back\n  acme/db   never  empty: it was never backed up')
  for (const words of ['7 entries, head ff', 'made by version 1; this is 2', 'did not answer: the repositories far.'])
    expect(text).toContain(words)
})

test('the drill wants a yes, and one check that fails is told as one', () => {
  expect(drillOptions(['--yes'], undefined)).toEqual({ yes: true, from: 'folder', folder: '/var/backups/reeve' })
  expect(drillOptions(['--from', 'sftp'], '/mnt/backups')).toEqual({ yes: false, from: 'sftp', folder: '/mnt/backups' })
  expect(() => drillOptions(['--from', 'ftp'], undefined)).toThrow('folder, sftp, s3')
  expect(() => drillOptions(['--no'], undefined)).toThrow()
  expect(checkText([{ name: 'a', seen: undefined, seconds: 1 }])).toBe('FAILED  a     1.0 s  \n')
})
