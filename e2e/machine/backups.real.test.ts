import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action } from '../../contracts/envelope.ts'
import { projectOf } from '../../contracts/ids.ts'
import { approveWith, createSoftwareAuthenticator, softwareAuthenticator } from '../../contracts/software-authenticator.ts'
import { paths } from '../../contracts/zones.ts'
import { registration } from '../../server/testing/passkey.ts'
import { engine, inside, program } from './support/engine.ts'
import { until } from './support/http.ts'
import { joinTenant } from './support/session.ts'
import { approving, makeTenant, reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'backups-one'
const host = 'www.backups-one.test'
const www = `${name}/www`
const db = `${name}/db`
let tenant: string
let service: string
let database: string
const store = () => `/srv/vault/${tenant}`

interface Row {
  id: string
  at: number
  bytes: number
  added: number
  verified: { ok: boolean } | null
  drill: { ok: boolean } | null
}
const backups = async (of: string) => (await reeve<{ backups: Row[] }>('backup', 'list', of)).backups
const newest = async (of: string): Promise<Row> => {
  const [row] = await backups(of)
  if (row === undefined) throw new Error('no backup')
  return row
}
const states = async () =>
  (await engine<{ name: string; status: string }[]>(`/1.0/instances?project=${projectOf(tenant)}&recursion=1`)).map((one) => one.status)

/** What a visitor gets, through the gate. */
async function visit(path = '/'): Promise<string> {
  const { stdout } = await program('curl', ['-s', '--max-time', '20', '-H', `Host: ${host}`, `http://10.87.0.2${path}`])
  return stdout
}
const inSite = (...argv: string[]) => inside(service, argv, { project: projectOf(tenant), user: 1000 })
async function write(path: string, text: string): Promise<void> {
  await reeve('service', 'wake', www)
  const outcome = await program(
    'incus',
    ['exec', service, '--project', projectOf(tenant), '-T', '--user', '1000', '--', 'tee', `/srv/www/${path}`],
    text,
  )
  if (outcome.status !== 0) throw new Error(outcome.stderr)
}
/** As PostgreSQL's own user; the answer alone. */
async function sql(text: string, into = 'app'): Promise<string> {
  await reeve('service', 'wake', db)
  const psql = ['/usr/lib/reeve/pg/psql', '-h', '/run/postgresql', '-U', 'postgres', '-d', into, '-X', '-q', '-A', '-t']
  const { status, stdout, stderr } = await inside(database, ['s6-setuidgid', 'postgres', ...psql, '-c', text], {
    project: projectOf(tenant),
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}
const sums = async (folder: string) => {
  const { stdout } = await inside(service, ['find', folder, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], { project: projectOf(tenant) })
  return stdout.split('\n').sort().join('\n')
}

interface Restored {
  result: { restored: string; before: string }
}

/** Returns when restic reads the data. */
const reading = (action: string) =>
  until(
    'restic reads',
    () => reeve<{ text: string }>('action', 'show', action),
    ({ text }) => text.startsWith('Reading'),
    60,
  )

/** Nothing of a job of ours may be left in the engine; the trial of each day, which begins by itself, is waited for. */
async function nothingLeft(): Promise<void> {
  const own = [service, database].flatMap((of) => [`backup-${of}`, `restore-${of}`])
  const left = async () => {
    const volumes = await engine<{ name: string }[]>('/1.0/storage-pools/reeve-data/volumes/custom?project=reeve&recursion=1')
    const trials = await engine<string[]>('/1.0/instances?project=reeve-trial')
    const vault = await engine<{ devices: Record<string, { type: string }> }>('/1.0/instances/vault?project=reeve')
    return [...volumes.map((volume) => volume.name).filter((one) => own.includes(one)), ...trials, vault.devices.copy?.type]
  }
  await until('nothing is left', left, (seen) => seen.length === 1 && seen[0] === 'none')
}

beforeAll(async () => {
  await removeTenant(name)
  ;({ tenant, service } = await site(name, [host]))
  database = (await reeve<{ id: string }>('service', 'create', '--tenant', name, '--kind', 'postgresql', '--name', 'db')).id
  await write('htdocs/index.html', 'the first words')
  await write('htdocs/other.txt', 'another file')
  await sql('CREATE TABLE words (word text); INSERT INTO words VALUES ($$first$$)')
}, 240_000)
const account = { name: 'An owner', email: `owner-${randomBytes(4).toString('hex')}@real.test`, password: randomBytes(12).toString('hex') }
afterAll(async () => {
  await removeTenant(name)
  await tryReeve('person', 'delete', account.email)
}, 240_000)

describe('a backup', () => {
  test('is made, checked and listed, and wakes nobody', async () => {
    await reeve('service', 'sleep', www, '--stop')
    await reeve('service', 'sleep', db)
    const before = await states()
    await reeve('backup', 'now', www)
    await reeve('backup', 'now', db)
    expect(await states()).toEqual(before)
    for (const of of [www, db]) expect(await newest(of)).toMatchObject({ verified: { ok: true } })
    await nothingLeft()
  })

  test('of a file that says it is larger than any disk ends, and the next one is made', async () => {
    await reeve('service', 'wake', www)
    await inSite('truncate', '-s', '1E', '/srv/www/holes')
    const refused = await tryReeve('backup', 'now', www)
    expect(refused.stderr).toContain('too_large')
    await nothingLeft()
    await reeve('backup', 'now', db)
    await inSite('rm', '-f', '/srv/www/holes')
    await reeve('backup', 'now', www)
  })

  test('of what did not change adds next to nothing', async () => {
    await reeve('backup', 'now', www)
    const row = await newest(www)
    expect(row.added).toBeLessThan(row.bytes + 20_000)
    expect(row.added).toBeLessThan(20_000)
  })

  test('is looked into and downloaded', async () => {
    const entries = await reeve<{ name: string }[]>('backup', 'browse', www, 'newest', 'htdocs')
    expect(entries.map((entry) => entry.name).sort()).toEqual(['index.html', 'other.txt'])
    const file = `/tmp/reeve-test-${service}.html`
    await reeve('backup', 'download', www, 'newest', 'htdocs/index.html', '--to', file)
    expect((await program('cat', [file])).stdout).toBe('the first words')
    await program('rm', ['-f', file])
  })

  test('passes its trial, which leaves nothing', async () => {
    for (const of of [www, db]) {
      await reeve('backup', 'try', of, 'newest')
      expect((await newest(of)).drill).toMatchObject({ ok: true })
    }
    await nothingLeft()
  })
})

describe('a restore', () => {
  test('of the whole service brings file and row back, with an approval alone, and can be undone', async () => {
    const [site, rows] = [await newest(www), await newest(db)]
    await reeve('service', 'wake', www)
    const before = await sums('/srv/www/')
    await reeve('service', 'snapshot', www)
    await write('htdocs/index.html', 'vandalised')
    await sql('DELETE FROM words')
    expect(await visit()).toBe('vandalised')
    const refused = await tryReeve('backup', 'restore', www, site.id)
    expect(refused.stderr).toContain('approval_needed')
    await reeve(...approving, 'backup', 'restore', www, site.id)
    await reeve(...approving, 'backup', 'restore', db, rows.id)
    expect(await visit()).toBe('the first words')
    expect(await sql('SELECT word FROM words')).toBe('first')
    expect(await sums('/srv/www/')).toBe(before)
    await nothingLeft()
    expect(await reeve('service', 'snapshots', www)).toEqual([])
    await reeve('backup', 'undo', www)
    expect(await visit()).toBe('vandalised')
    const [kept] = await reeve<{ name: string }[]>('service', 'snapshots', www)
    await reeve('service', 'revert', www, '--to', String(kept?.name))
    expect(await visit()).toBe('the first words')
    await reeve('backup', 'undo', www)
    expect(await visit()).toBe('the first words')
  })

  test('is approved by an owner, with a key of the tenant', async () => {
    const ask = await joinTenant(name, 'owner', account)
    const owner = async <T>(procedure: string, input: unknown): Promise<T> => {
      const { code, data, body } = await ask(procedure, input)
      if (code !== null) throw new Error(`${procedure}: ${body}`)
      return data as T
    }
    const { rpId, origin } = softwareAuthenticator.parse(JSON.parse(readFileSync(paths.approver, 'utf8')))
    const key = await createSoftwareAuthenticator({ rpId, origin })
    const { challenge } = await owner<{ challenge: string }>('trust.enrolStart', { tenant })
    const made = { tenant, label: 'of the owner', response: registration(key, challenge) }
    await reeve(...approving, 'action', 'approve', (await owner<{ action: string }>('trust.enrolFinish', made)).action)

    const row = await newest(www)
    await write('htdocs/index.html', 'vandalised')
    const asked = await owner<{ action: string }>('backups.restore', { service, backup: row.id })
    const wanted = await owner<{ action: Action; credentials: string[] }>('actions.approvalFor', asked)
    expect(wanted.credentials).toEqual([key.credential])
    await owner('actions.approve', { ...asked, approval: await approveWith(key, wanted.action) })
    expect(await tryReeve('action', 'watch', asked.action)).toMatchObject({ status: 0 })
    expect(await visit()).toBe('the first words')
  })

  test('of a service whose volume is lost, with equal sums', async () => {
    const row = await newest(www)
    await reeve('service', 'wake', www)
    const before = await sums('/srv/www/')
    const path = `/1.0/instances/${service}?project=${projectOf(tenant)}`
    await reeve('service', 'sleep', www, '--stop')
    await engine(path, 'PATCH', { devices: { data: { type: 'none' } } })
    await engine(`/1.0/storage-pools/reeve-data/volumes/custom/${service}?project=${projectOf(tenant)}`, 'DELETE')
    await reeve(...approving, 'backup', 'restore', www, row.id)
    await reeve('service', 'wake', www)
    expect(await sums('/srv/www/')).toBe(before)
    expect(await visit()).toBe('the first words')
  })

  test('of a file or a folder comes beside, or in place with what was there kept', async () => {
    const row = await newest(www)
    await write('htdocs/index.html', 'newer words')
    const beside = await reeve<Restored>('backup', 'restore', www, row.id, '--path', 'htdocs/index.html')
    expect(await visit()).toBe('newer words')
    expect(await visit(`/${beside.result.restored.split('/').at(-1)}`)).toBe('the first words')
    const inPlace = ['backup', 'restore', www, row.id, '--path', 'htdocs/index.html', '--in-place']
    const kept = (await reeve<Restored>(...inPlace)).result.before
    expect(await visit()).toBe('the first words')
    await reeve(...inPlace)
    // What the first one kept is there still.
    expect(await visit(`/${kept.split('/').at(-1)}`)).toBe('newer words')
    const folder = await reeve<Restored>('backup', 'restore', www, row.id, '--path', 'htdocs')
    expect((await inSite('cat', `/srv/www/${folder.result.restored}/other.txt`)).stdout).toBe('another file')
    // Each time, also when the same backup comes once more; the way back is the tree that was served.
    for (const words of ['newest words', 'words of the second time']) {
      await write('htdocs/index.html', words)
      await reeve('backup', 'restore', www, row.id, '--path', 'htdocs', '--in-place')
      expect(await visit()).toBe('the first words')
    }
    await reeve('site', 'rollback', '--service', www)
    expect(await visit()).toBe('words of the second time')
    await reeve('site', 'rollback', '--service', www)
    expect(await visit()).toBe('the first words')
  })

  test('of one database comes beside, or in place with what was there kept', async () => {
    const row = await newest(db)
    await sql('UPDATE words SET word = $$second$$')
    const beside = (await reeve<Restored>('backup', 'restore', db, row.id, '--database', 'app')).result.restored
    expect(await sql('SELECT word FROM words')).toBe('second')
    expect(await sql('SELECT word FROM words', beside)).toBe('first')
    await sql('UPDATE words SET word = $$kept$$', beside)
    // A server that sleeps is started by it, and is waited for.
    await reeve('service', 'sleep', db, '--stop')
    await reeve('backup', 'restore', db, row.id, '--database', 'app')
    const refused = await tryReeve('backup', 'restore', db, row.id, '--database', 'nobodys')
    expect(refused.stderr).toContain('This is not in the backup')
    expect(await sql('SELECT word FROM words', beside)).toBe('kept')
    const inPlace = ['backup', 'restore', db, row.id, '--database', 'app', '--in-place']
    const kept = (await reeve<Restored>(...inPlace)).result.before
    expect(await sql('SELECT word FROM words')).toBe('first')
    await reeve(...inPlace)
    expect(await sql('SELECT word FROM words', kept)).toBe('second')
    expect(await sql("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'app'")).toBe('app')
    await nothingLeft()
  })
})

describe('a repository', () => {
  test('whose damage nobody has found yet brings nothing back, and changes nothing', async () => {
    const row = await newest(www)
    expect(row.verified).toMatchObject({ ok: true })
    await reeve('service', 'wake', www)
    const before = await sums('/srv/www/')
    const { stdout } = await inside('vault', ['find', `${store()}/data`, '-type', 'f'])
    const packs = stdout.split('\n').filter((path) => path !== '')
    // Every sixteenth byte loses a bit, and the second time it has it again.
    const script = [
      'for my $p (@ARGV) { open my $f, "+<", $p or die; binmode $f; local $/; my $b = <$f>;',
      'for (my $i = 0; $i < length($b); $i += 16) { substr($b, $i, 1) = chr(ord(substr($b, $i, 1)) ^ 1) }',
      'seek $f, 0, 0; print $f $b; close $f; }',
    ].join(' ')
    await inside('vault', ['perl', '-e', script, ...packs])
    try {
      const refused = await tryReeve(...approving, 'backup', 'restore', www, row.id)
      expect(refused.status).not.toBe(0)
      expect(await sums('/srv/www/')).toBe(before)
      expect(await visit()).toBe('the first words')
      await nothingLeft()
    } finally {
      await inside('vault', ['perl', '-e', script, ...packs])
    }
    await reeve(...approving, 'backup', 'restore', www, row.id)
    expect(await visit()).toBe('the first words')
  })

  test('that lost a bit is found out, each of 200 times, and a damaged backup is not restored', async () => {
    // Many files in the repository: each look at it then tells of many bits.
    await inSite('dd', 'if=/dev/urandom', 'of=/srv/www/large', 'bs=1M', 'count=320')
    await reeve('backup', 'now', www)
    await inSite('rm', '-f', '/srv/www/large')
    const listed = await inside('vault', ['find', `${store()}/data`, '-type', 'f', '-size', '+2k'])
    const packs = listed.stdout.split('\n').filter((path) => path !== '')
    expect(packs.length).toBeGreaterThan(0)
    const script = [
      'my $n = 0; for my $p (@ARGV) { open my $f, "+<", $p or next; binmode $f; my $size = -s $f; my $at = int(rand($size - 64));',
      'seek $f, $at, 0; read $f, my $b, 1; my $x = chr(ord($b) ^ (1 << int(rand(8)))); seek $f, $at, 0; print $f $x; close $f;',
      'print "$p $at ", ord($b), "\\n"; }',
    ].join(' ')
    const back =
      'for (@ARGV) { my ($p, $at, $b) = split / /; open my $f, "+<", $p or die; binmode $f; seek $f, $at, 0; print $f chr($b); close $f; }'
    let flipped = 0
    while (flipped < 200) {
      const some = packs.slice(0, Math.min(40, 200 - flipped))
      const { stdout } = await inside('vault', ['perl', '-e', script, ...some])
      const flips = stdout.split('\n').filter((line) => line !== '')
      const { result } = await reeve<{ result: { ok: boolean; damaged: string[] } }>('backup', 'verify', www)
      expect(result.ok).toBe(false)
      const named = new Set(result.damaged)
      for (const line of flips) {
        const pack = (line.split(' ')[0] ?? '').split('/').at(-1) ?? ''
        expect(named.has(pack) || named.has(pack.slice(0, 8)), pack).toBe(true)
      }
      flipped += flips.length
      await inside('vault', ['perl', '-e', back, ...flips])
    }
    // Only those that need one of these packs.
    const damaged = [...(await backups(www)).map((row) => [www, row] as const), ...(await backups(db)).map((row) => [db, row] as const)]
    const [hurt, row] = damaged.find(([, { verified }]) => verified?.ok === false) ?? [www, await newest(www)]
    expect(row.verified).toMatchObject({ ok: false })
    const refused = await tryReeve(...approving, 'backup', 'restore', hurt, row.id)
    expect(refused.stderr).toContain('damaged')
    expect(await visit()).toBe('the first words')
    await reeve('backup', 'verify', www)
    for (const of of [www, db]) for (const { verified } of await backups(of)) expect(verified).toMatchObject({ ok: true })
  }, 600_000)

  test('gives nothing to remove before its time, whatever the rules say', async () => {
    await reeve('backup', 'policy', www, '--last', '1', '--daily', '0', '--weekly', '0', '--monthly', '0')
    const before = (await backups(www)).length
    await reeve('backup', 'now', www)
    expect((await backups(www)).length).toBe(before + 1)
    expect(await reeve('backup', 'preview', www)).toEqual([])
  })

  test('of one tenant holds nothing of another, and is nothing without its own key', async () => {
    const { stdout } = await inside('vault', ['ls', '-ln', '/srv/vault'])
    expect(stdout).toMatch(/drwx------ .* 2001 .* t[a-z2-7]{12}/)
    const { status } = await inside('vault', ['restic', '-r', store(), '--no-lock', 'snapshots'], {})
    expect(status).not.toBe(0)
  })

  test('opens with the sheet that root printed', async () => {
    const sheet = (await tryReeve('backup', 'recovery-key')).stdout
    const key = (/(?:[0-9a-f]{8} ){7}[0-9a-f]{8}/.exec(sheet)?.[0] ?? '').replaceAll(' ', '')
    const hmac = await program('openssl', ['dgst', '-sha256', '-hmac', key], `reeve backup ${tenant}`)
    const password = hmac.stdout.trim().split(' ').at(-1) ?? ''
    const env = ['exec', 'vault', '--project', 'reeve', '-T', '--env', `RESTIC_PASSWORD=${password}`, '--']
    const { stdout, status } = await program('incus', [...env, 'restic', '-r', store(), '--no-lock', '--no-cache', 'snapshots', '--json'])
    expect(status).toBe(0)
    expect(stdout).toContain(service)
  })
})

describe('what goes wrong on the way', () => {
  test('a backup that is cancelled leaves nothing, not even a lock', async () => {
    await reeve('service', 'wake', www)
    await inSite('dd', 'if=/dev/urandom', 'of=/srv/www/large', 'bs=1M', 'count=800')
    const { action } = await reeve<{ action: string }>('backup', 'now', www, '--no-wait')
    await reading(action)
    await reeve('backup', 'cancel', www, action)
    const ended = await tryReeve('action', 'watch', action)
    expect(ended.stdout + ended.stderr).toContain('cancelled')
    await nothingLeft()
    await reeve('backup', 'now', www)
    expect((await inside('vault', ['find', `${store()}/locks`, '-type', 'f'])).stdout).toBe('')
  })

  test.each([
    ['keep', 'backup'],
    ['vault', 'vault'],
  ])('the process of %s is killed in the middle, and the backup goes on', async (zone, process) => {
    await inSite('dd', 'if=/dev/urandom', 'of=/srv/www/large', 'bs=1M', 'count=800')
    const { action } = await reeve<{ action: string }>('backup', 'now', www, '--no-wait')
    await reading(action)
    await inside(zone, ['s6-svc', '-k', `/etc/s6/services/${process}`])
    expect(await reeve('action', 'watch', action).catch(() => reeve('action', 'show', action))).toBeDefined()
    expect((await reeve<{ state: string }>('action', 'show', action)).state).toBe('done')
    await nothingLeft()
  })
})

test('another tenant sees none of them', async () => {
  await removeTenant('backups-two')
  await makeTenant('backups-two')
  const outcome = await tryReeve('backup', 'list', 'backups-two/www')
  expect(outcome.stderr).toContain('not_found')
  await removeTenant('backups-two')
})
