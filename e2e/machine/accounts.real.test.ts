import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { inside, program } from './support/engine.ts'
import { makeTenant, reeve, removeTenant } from './support/site.ts'

const name = 'accounts'
const host = 'www.accounts.test'
const password = 'owner password 1'
let tenant: string
let folder: string
const made: Record<string, { id: string; ownAddress: string }> = {}

interface Asked {
  passwords: Record<string, string>
}

beforeAll(async () => {
  await removeTenant(name)
  folder = mkdtempSync(join(tmpdir(), 'reeve-accounts-'))
  tenant = (await makeTenant(name)).id
  const settings: Record<string, string[]> = {
    webserver: ['--domain', host],
    ssh: [],
    postgresql: ['--set', `password="${await scramVerifier(password)}"`],
  }
  for (const [kind, words] of Object.entries(settings)) {
    made[kind] = await reeve('service', 'create', '--tenant', name, '--kind', kind, '--name', kind, ...words)
    await reeve('service', 'wake', `${name}/${kind}`)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeTenant(name)
})

const service = (kind: string) => made[kind] ?? { id: '', ownAddress: '' }
const run = (kind: string, argv: string[]) => inside(service(kind).id, argv, { project: projectOf(tenant) })

test('a database user reads and changes nothing, gets a new password, and goes; its tables stay with the owner', async () => {
  const psql = (user: string, secret: string, sql: string) => {
    writeFileSync(join(folder, 'pgpass'), `*:*:*:*:${secret}\n`, { mode: 0o600 })
    const where = `host=${service('postgresql').ownAddress} user=${user} dbname=app sslmode=require passfile=${join(folder, 'pgpass')}`
    return program('psql', ['-XAtc', sql, where])
  }
  const user = (who: string, ...words: string[]) => reeve<Asked>('account', 'database-user', `${name}/postgresql`, who, ...words)
  expect((await psql('app', password, 'create table kept (n int); insert into kept values (42)')).status).toBe(0)
  const first = (await user('reader', '--grant', 'app=read')).passwords.reader ?? ''
  expect((await psql('reader', first, 'select n from kept')).stdout).toBe('42\n')
  expect((await psql('reader', first, 'insert into kept values (1)')).stderr).toContain('permission denied')
  const second = (await user('reader', '--grant', 'app=read', '--new-password')).passwords.reader ?? ''
  expect((await psql('reader', first, 'select 1')).stderr).toContain('password authentication failed')
  expect((await psql('reader', second, 'select n from kept')).stdout).toBe('42\n')
  const maker = (await user('maker', '--grant', 'app=create')).passwords.maker ?? ''
  expect((await psql('maker', maker, 'create table theirs (n int); insert into theirs values (7)')).status).toBe(0)
  await reeve('account', 'remove-database-user', `${name}/postgresql`, 'maker', '--data', 'give')
  expect((await psql('maker', maker, 'select 1')).status).not.toBe(0)
  expect((await psql('app', password, 'select n from theirs')).stdout).toBe('7\n')
})

test('a user of the system signs in with a key, shares a folder, and is gone with all processes when removed', async () => {
  for (const who of ['bob', 'eve']) await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', who, '-f', join(folder, who)])
  const ssh = (who: string, ...command: string[]) => {
    const known = ['-o', 'StrictHostKeyChecking=accept-new', '-o', `UserKnownHostsFile=${join(folder, 'hosts')}`, '-o', 'BatchMode=yes']
    return program('ssh', [...known, '-i', join(folder, who), `${who}@${service('ssh').ownAddress}`, ...command])
  }
  const user = (who: string, ...words: string[]) =>
    reeve('account', 'user', `${name}/ssh`, who, '--key-file', join(folder, `${who}.pub`), ...words)
  await reeve('account', 'group', `${name}/ssh`, 'team')
  await user('bob', '--group', 'team')
  await user('eve')
  expect((await ssh('bob', 'id -un; pwd')).stdout).toBe('bob\n/srv/home/bob\n')
  expect((await ssh('bob', 'echo shared >/srv/shared/team/file; chmod g+r /srv/shared/team/file')).status).toBe(0)
  expect((await ssh('eve', 'cat /srv/shared/team/file')).stderr).toContain('Permission denied')
  expect((await ssh('eve', 'echo hers >/srv/shared/team/hers')).stderr).toContain('Permission denied')
  await user('eve', '--group', 'team')
  expect((await ssh('eve', 'cat /srv/shared/team/file')).stdout).toBe('shared\n')
  expect((await ssh('eve', 'echo hers >/srv/shared/team/hers')).status).toBe(0)
  expect((await ssh('bob', 'echo mine >kept; setsid sleep 600 >/dev/null 2>&1 </dev/null &')).status).toBe(0)
  await reeve('account', 'remove-user', `${name}/ssh`, 'bob', '--home', 'give')
  expect((await ssh('bob', 'true')).status).toBe(255)
  expect((await run('ssh', ['sh', '-c', 'grep -l "^Uid:.2000" /proc/[0-9]*/status 2>/dev/null; true'])).stdout).toBe('')
  expect((await run('ssh', ['cat', '/srv/home/tenant/of-bob-2000/kept'])).stdout).toBe('mine\n')
  expect((await run('ssh', ['getent', 'passwd', 'bob'])).status).not.toBe(0)
  expect(readFileSync(join(folder, 'bob.pub'), 'utf8')).toContain('bob')

  // The group goes; what it owned is the tenant's, and eve, who was in it, signs in as before.
  await reeve('account', 'remove-group', `${name}/ssh`, 'team', '--folder', 'give')
  expect((await run('ssh', ['getent', 'group', 'team'])).status).not.toBe(0)
  expect((await run('ssh', ['cat', '/srv/home/tenant/of-team-10000/hers'])).stdout).toBe('hers\n')
  expect((await ssh('eve', 'id -un; ls /srv/shared')).stdout).toBe('eve\n')
})

test('who loses a key loses the sessions too, users and the main user', async () => {
  for (const who of ['old', 'new']) await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', who, '-f', join(folder, who)])
  const publicKey = (who: string) => readFileSync(join(folder, `${who}.pub`), 'utf8').trim()
  const keys = (...who: string[]) => reeve('service', 'set', `${name}/ssh`, `authorizedKeys=${JSON.stringify(who.map(publicKey))}`)
  const user = (...who: string[]) =>
    reeve('account', 'user', `${name}/ssh`, 'ann', ...who.flatMap((one) => ['--key-file', join(folder, `${one}.pub`)]))
  // Processes that end while it looks are no answer.
  const asleep = (uid: string) => run('ssh', ['sh', '-c', `grep -qsw "^Uid:.${uid}" /proc/[0-9]*/status`])
  const begin = (who: string) => {
    const known = ['-o', 'StrictHostKeyChecking=accept-new', '-o', `UserKnownHostsFile=${join(folder, 'hosts')}`, '-o', 'BatchMode=yes']
    const login = `${who}@${service('ssh').ownAddress}`
    return program('ssh', [...known, '-i', join(folder, 'old'), login, 'setsid sleep 600 >/dev/null 2>&1 </dev/null &'])
  }
  await keys('old', 'new')
  await user('old', 'new')
  for (const who of ['tenant', 'ann']) expect((await begin(who)).status).toBe(0)
  const uids = { tenant: '1000', ann: (await run('ssh', ['id', '-u', 'ann'])).stdout.trim() }
  for (const uid of Object.values(uids)) expect((await asleep(uid)).status).toBe(0)
  // Keys of one end nothing of another.
  await keys('new')
  expect((await asleep(uids.tenant)).status).not.toBe(0)
  expect((await asleep(uids.ann)).status).toBe(0)
  await user('new')
  expect((await asleep(uids.ann)).status).not.toBe(0)
})

test('a protected folder asks for a password, also behind a detour, and opens again', async () => {
  const { gate } = await reeve<{ gate: { http: string } }>('status')
  const get = async (path: string, as?: string) => {
    const login = as === undefined ? [] : ['-u', as]
    const argv = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--path-as-is', ...login, '-H', `Host: ${host}`, `${gate.http}${path}`]
    return (await program('curl', argv)).stdout
  }
  const { passwords } = await reeve<Asked>('account', 'folder', `${name}/webserver`, '/admin', '--user', 'anna')
  const anna = `anna:${passwords.anna}`
  // A worker of before may answer what came in just before it ends.
  const soon = (path: string, code: string) => expect.poll(() => get(path), { timeout: 10_000 }).toBe(code)
  await soon('/admin/', '401')
  expect(await get('/')).toBe('200')
  for (const path of ['/admin', '/admin/', '/%61dmin/', '/x/../admin/', '//admin/x']) expect(await get(path), path).toBe('401')
  expect(await get('/admin/', 'anna:wrong')).toBe('401')
  expect(await get('/admin/', anna)).toBe('404')
  await reeve('account', 'folder', `${name}/webserver`, '/', '--user', 'bert')
  await soon('/', '401')
  await reeve('account', 'remove-folder', `${name}/webserver`, '/')
  await reeve('account', 'remove-folder', `${name}/webserver`, '/admin')
  await soon('/admin/', '404')
})
