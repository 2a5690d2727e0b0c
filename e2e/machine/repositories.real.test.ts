import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { ensurePackages } from '../../scripts/up/packages.mjs'
import { engine, inside, program } from './support/engine.ts'
import { S3Server } from './support/s3-server.ts'
import { SftpServer } from './support/sftp-server.ts'
import { approving, makeTenant, reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'repositories'
const www = `${name}/www`
const sftpPort = 4622
const s3Port = 4669
const sftp = new SftpServer(sftpPort)
const s3 = new S3Server('reeve-backups', { accessKey: 'reeve-test', secretKey: 'a secret of the test' })
/** New ones each time: what was kept in those of before stays in the records until its time is over. */
const stamp = Date.now().toString(36)
const [bySftp, byS3] = [`sftp-${stamp}`, `s3-${stamp}`]
let folder: string
let tenant: string
let service: string
/** Ways out are the choice of the installation's owner: given back at the end. */
let before: string[]

const up = (...argv: string[]) => program(process.execPath, [resolve(import.meta.dirname, '../../scripts/up.mjs'), ...argv], '', 300_000)
const open = async (targets: string[]) => {
  const asked = targets.length === 0 ? ['none'] : targets
  const { status, stderr } = await up(...asked.flatMap((target) => ['--backup-target', target]))
  expect({ status, stderr }).toMatchObject({ status: 0 })
}
const inSite = (...argv: string[]) => inside(service, argv, { project: projectOf(tenant), user: 1000 })
const read = async (path: string) => (await inSite('cat', `/srv/www/${path}`)).stdout

interface Row {
  id: string
  at: number
  repository: string
  verified: { ok: boolean } | null
}
const newest = async (): Promise<Row> => {
  const [row] = (await reeve<{ backups: Row[] }>('backup', 'list', www)).backups
  if (row === undefined) throw new Error('no backup')
  return row
}

/** The same for both sorts: back up there, change a file, bring it and the whole service back, read every byte. */
async function goesThere(repository: string): Promise<void> {
  await program(
    'incus',
    ['exec', service, '--project', projectOf(tenant), '-T', '--user', '1000', '--', 'tee', '/srv/www/htdocs/index.html'],
    repository,
  )
  await reeve('backup', 'policy', www, '--repository', repository)
  await reeve('backup', 'now', www)
  const row = await newest()
  expect(row).toMatchObject({ repository, verified: { ok: true } })
  await inSite('truncate', '-s', '0', '/srv/www/htdocs/index.html')
  await reeve('backup', 'restore', www, row.id, '--path', 'htdocs/index.html', '--in-place')
  expect(await read('htdocs/index.html')).toBe(repository)
  const { result } = await reeve<{ result: { ok: boolean } }>('backup', 'verify', www)
  expect(result.ok).toBe(true)
  await reeve('backup', 'try', www, row.id)
  await inSite('rm', '-r', '/srv/www/htdocs')
  await reeve(...approving, 'backup', 'restore', www, row.id)
  await reeve('service', 'wake', www)
  expect(await read('htdocs/index.html')).toBe(repository)
}

const fileOf = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}
const restoreScript = resolve(import.meta.dirname, '../../scripts/restore.mjs')
const tryRestore = (place: object, key: string) =>
  program(
    process.execPath,
    [restoreScript, '--try', '--repository', fileOf('place.json', JSON.stringify(place)), '--key-file', fileOf('recovery-key', key)],
    '',
    120_000,
  )
const recoveryKey = async () => (/(?:[0-9a-f]{8} ){7}[0-9a-f]{8}/.exec((await tryReeve('backup', 'recovery-key')).stdout) ?? [''])[0]

interface Place {
  spec: { sort: string; hostKey?: string }
  secret: object
}
/** The installation itself goes there, and is read with what an administrator keeps on paper alone: the sheet, and the place with its key. */
async function holdsTheInstallation(repository: string, keyFile: string): Promise<Place> {
  const { policy } = await reeve<{ policy: { repository: string } }>('backup', 'control-policy')
  await reeve('backup', 'control-policy', '--repository', repository)
  try {
    const { result } = await reeve<{ result: { backup: Row } }>('backup', 'control')
    expect(result.backup).toMatchObject({ repository })
    const place = await reeve<Place>('backup', 'place', repository, '--key-file', keyFile)
    const { status, stdout, stderr } = await tryRestore(place, await recoveryKey())
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain(`The backup ${result.backup.id.slice(0, 8)}`)
    return place
  } finally {
    await reeve('backup', 'control-policy', '--repository', policy.repository)
  }
}
/** Nothing of a trial stays, neither its VPS nor what it read. */
async function nothingTried(): Promise<void> {
  const volumes = await engine<{ name: string }[]>('/1.0/storage-pools/reeve-roots/volumes/custom?project=reeve&recursion=1')
  const instances = await engine<{ name: string }[]>('/1.0/instances?project=reeve&recursion=1')
  expect([...volumes, ...instances].map(({ name }) => name).filter((name) => name.startsWith('restore'))).toEqual([])
}

const sftpOf = (...more: string[]) => ['--sftp', `${sftp.user}@127.0.0.1:${sftpPort}`, '--folder', '/backups', ...more]
const s3Of = (...more: string[]) => ['--s3', `http://127.0.0.1:${s3Port}`, '--bucket', 'reeve-backups', '--folder', 'reeve', ...more]
const keysOf = (secretKey: string): string => fileOf('keys', `${s3.keys.accessKey}\n${secretKey}\n`)
const refused = async (repository: string, options: string[]) => {
  const { status, stderr } = await tryReeve('backup', 'repository', repository, ...options)
  expect(status).not.toBe(0)
  return stderr
}
const places = async () =>
  (await reeve<{ repositories: { name: string; state: { ok: boolean } | null }[] }>('backup', 'status')).repositories

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-repositories-'))
  // Remembered, so that `purge` takes it away again.
  await ensurePackages(['openssh-server'])
  await sftp.prepare()
  await sftp.start()
  await s3.listen(s3Port)
  before =
    (JSON.parse(readFileSync('/var/lib/reeve/state.json', 'utf8')) as { listen: { backupTargets?: string[] } }).listen.backupTargets ?? []
  ;({ tenant, service } = await site(name, ['www.repositories.test']))
  await open([...before, `127.0.0.1:${sftpPort}`, `127.0.0.1:${s3Port}`])
  await reeve('service', 'wake', www)
}, 600_000)
afterAll(async () => {
  await removeTenant(name)
  await open(before)
  await sftp.remove()
  await s3.close()
  rmSync(folder, { recursive: true, force: true })
}, 600_000)

test('root has to open the way to a place before backups go there', async () => {
  const said = await refused('nowhere', ['--sftp', 'reeve@127.0.0.1:4699', '--host-key', sftp.hostKey(), '--key-file', sftp.keyFile()])
  expect(said).toContain('npm run up -- --backup-target 127.0.0.1:4699')
})

describe('SFTP', () => {
  test('with another user’s key, or another server’s, is refused in words that say what to do', async () => {
    expect(await refused(bySftp, sftpOf('--host-key', sftp.hostKey(), '--key-file', sftp.keyFile('other-user')))).toContain(
      'Enter them again',
    )
    expect(await refused(bySftp, sftpOf('--host-key', sftp.hostKey('other-host'), '--key-file', sftp.keyFile()))).toContain(
      'another host key',
    )
    expect((await places()).map((place) => place.name)).not.toContain(bySftp)
  })

  test('takes backups over SFTP and gives them back', async () => {
    await reeve('backup', 'repository', bySftp, ...sftpOf('--host-key', sftp.hostKey(), '--key-file', sftp.keyFile()))
    await goesThere(bySftp)
    expect(readdirSync(join(sftp.folder, tenant))).toEqual(expect.arrayContaining(['config', 'data', 'snapshots']))
  }, 240_000)

  test('holds the installation, which comes out whole with the sheet and the key of the place alone', async () => {
    const { spec, secret } = await holdsTheInstallation(bySftp, sftp.keyFile())
    const [type = '', key = ''] = sftp.hostKey('other-host').split(' ')
    const other = await tryRestore({ spec: { ...spec, hostKey: `${type} ${key}` }, secret }, await recoveryKey())
    expect(other).toMatchObject({ status: 1, stderr: expect.stringContaining('Host key verification failed') })
    const stranger = await tryRestore({ spec, secret }, 'ab'.repeat(32))
    expect(stranger).toMatchObject({ status: 1, stderr: expect.stringContaining('This recovery key does not open the repository') })
    await nothingTried()
  }, 300_000)

  test('whose host key changes is not spoken to, and is again when the old one is back', async () => {
    await sftp.start('other-host')
    const failed = await tryReeve('backup', 'now', www)
    expect(failed.stderr).toContain('another host key')
    const tested = await tryReeve('backup', 'test-repository', bySftp)
    expect(tested.stderr).toContain('another host key')
    expect((await places()).find((place) => place.name === bySftp)?.state).toMatchObject({ ok: false })
    await sftp.start()
    await reeve('backup', 'test-repository', bySftp)
    await reeve('backup', 'now', www)
    expect(await newest()).toMatchObject({ repository: bySftp, verified: { ok: true } })
  }, 240_000)

  test('stays while backups are in it', async () => {
    expect((await tryReeve('backup', 'forget-repository', bySftp)).stderr).toContain('There are backups in this repository')
  })
})

describe('S3', () => {
  test('with a wrong secret is refused in words that say what to do', async () => {
    expect(await refused(byS3, s3Of('--key-file', keysOf('wrong')))).toContain('Enter them again')
    expect(s3.objects.size).toBe(0)
  })

  test('takes backups over S3 and gives them back', async () => {
    await reeve('backup', 'repository', byS3, ...s3Of('--key-file', keysOf(s3.keys.secretKey)))
    await goesThere(byS3)
    expect([...s3.objects.keys()].filter((key) => key.startsWith(`reeve/${tenant}/snapshots/`))).toHaveLength(1)
  }, 240_000)

  test('holds the installation, which comes out of the bucket whole with the sheet and the keys of the place alone', async () => {
    const { spec } = await holdsTheInstallation(byS3, keysOf(s3.keys.secretKey))
    const wrong = await tryRestore({ spec, secret: { ...s3.keys, secretKey: 'wrong' } }, await recoveryKey())
    expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('The repository cannot be read there') })
    await nothingTried()
  }, 300_000)

  test('that lost what a backup needs says so of that backup alone', async () => {
    const good = await newest()
    const whole = new Map(s3.objects)
    await program('incus', [
      'exec',
      service,
      '--project',
      projectOf(tenant),
      '-T',
      '--user',
      '1000',
      '--',
      'dd',
      'if=/dev/urandom',
      'of=/srv/www/htdocs/large',
      'bs=1M',
      'count=2',
    ])
    await reeve('backup', 'now', www)
    const bad = await newest()
    const added = [...s3.objects].filter(([key]) => key.startsWith(`reeve/${tenant}/data/`) && !whole.has(key))
    const [pack, { bytes, at }] = added.sort(([, one], [, other]) => other.bytes.length - one.bytes.length)[0] ?? [
      '',
      { bytes: Buffer.alloc(0), at: new Date() },
    ]
    const broken = Buffer.from(bytes)
    broken[100] = (broken[100] ?? 0) ^ 1
    s3.objects.set(pack, { bytes: broken, at })
    const { result } = await reeve<{ result: { ok: boolean } }>('backup', 'verify', www)
    expect(result.ok).toBe(false)
    const verdicts = async () =>
      Object.fromEntries((await reeve<{ backups: Row[] }>('backup', 'list', www)).backups.map(({ id, verified }) => [id, verified?.ok]))
    expect(await verdicts()).toMatchObject({ [good.id]: true, [bad.id]: false })
    s3.objects.set(pack, { bytes, at })
    // Somebody with the key of the bucket takes one away.
    const snapshot = [...s3.objects.keys()].find((key) => key.includes(`/snapshots/${bad.id}`)) ?? ''
    const taken = s3.objects.get(snapshot)
    s3.objects.delete(snapshot)
    const missed = await reeve<{ result: { ok: boolean; lost: string[] } }>('backup', 'verify', www)
    expect(missed.result).toMatchObject({ ok: false, lost: [bad.id] })
    if (taken !== undefined) s3.objects.set(snapshot, taken)
    await reeve('backup', 'verify', www)
    expect(await verdicts()).toMatchObject({ [good.id]: true, [bad.id]: true })
  }, 240_000)
})

test('of a deleted service the backups stay for a while, and make a new one', async () => {
  const row = await newest()
  const index = await read('htdocs/index.html')
  await reeve(...approving, 'service', 'delete', www)
  const left = await reeve<{ source: string; name: string; until: number; backups: Row[] }[]>('backup', 'left', name)
  expect(left).toMatchObject([{ source: service, name: 'www' }])
  expect(left[0]?.until).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  const made = await reeve<{ service: string }>(...approving, 'backup', 'restore-left', name, 'www', row.id, '--name', 'again')
  await reeve('service', 'wake', `${name}/again`)
  const { stdout } = await inside(made.service, ['cat', '/srv/www/htdocs/index.html'], { project: projectOf(tenant), user: 1000 })
  expect(stdout).toBe(index)
  // All of them are younger than seven days.
  await reeve(...approving, 'backup', 'remove-left', name, 'www')
  expect(await reeve<unknown[]>('backup', 'left', name)).toHaveLength(1)
}, 240_000)

test('another tenant’s deleted services are none of one’s own', async () => {
  await removeTenant('repositories-two')
  await makeTenant('repositories-two')
  expect(await reeve<unknown[]>('backup', 'left', 'repositories-two')).toEqual([])
  await removeTenant('repositories-two')
})
