/** The command line against the real backend and the real door, over the local socket; only the engine is simulated. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SimulatedKeep, startSimulatedKeep } from '../agents/simulated-keep.ts'
import { newId } from '../contracts/ids.ts'
import { openDatabase } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { apiTokens } from '../db/schema/index.ts'
import { assemble } from '../server/assemble.ts'
import { hashToken } from '../server/auth/tokens.ts'
import { refreshKinds } from '../server/catalogue/service.ts'
import { makeSigner } from '../server/dispatch/envelope.ts'
import { httpDoor } from '../server/dispatch/http-door.ts'
import { makeBackend } from '../server/http/server.ts'
import { makeBox } from '../server/oidc/box.ts'
import { connect } from './api.ts'
import { run } from './program.ts'

const url = 'http://localhost:8090'
const site = { rpId: 'localhost', origins: [url], url }
let folder: string
let keep: SimulatedKeep
let close: () => Promise<void>
/** Where a panel would be; its paths lead to the backend. */
let panel: string
/** A token of that person, for reading, files and services. */
let tokenFor: (person: string) => string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-commands-'))
  mkdirSync(join(folder, 'keep'))
  mkdirSync(join(folder, 'uploads'))
  const log = pino({ level: 'silent' })
  keep = await startSimulatedKeep({ dir: join(folder, 'keep'), site: { rpId: site.rpId, origins: site.origins }, log })
  const database = openDatabase(':memory:')
  migrate(database)
  const door = httpDoor({ url: keep.url, tls: keep.tls })
  const pem = readFileSync(keep.signingKey, 'utf8')
  const [signer, box] = [makeSigner(pem), makeBox(pem)]
  const app = assemble({ config: { site, version: 'test' }, database, door, signer, box, log, passwordCost: { memoryKiB: 64, passes: 1 } })
  await refreshKinds(app)
  const backend = makeBackend(app)
  await backend.listen({ socket: join(folder, 'api.sock') })
  const port = await backend.listen({ address: '127.0.0.1', port: 0 })
  const front = createServer((asked, answer) => {
    const path = (asked.url ?? '').replace(/^\/api\/upload\?/, '/uploads?').replace(/^\/api/, '')
    const onward = request({ port, path, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  panel = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  tokenFor = (person) => {
    const scope = { groups: ['read' as const, 'files' as const, 'services' as const], tenants: null, services: null, sources: null }
    const row = { id: newId('o'), person, label: 'far', scope, createdAt: 1, expiresAt: Date.now() + 60_000 }
    const text = `reeve_${randomBytes(32).toString('base64url')}`
    database.queries
      .insert(apiTokens)
      .values({ ...row, hash: hashToken(text) })
      .run()
    return text
  }
  close = async () => {
    app.stop()
    front.close()
    front.closeAllConnections()
    await backend.close(1000)
    await keep.close()
    database.close()
    rmSync(folder, { recursive: true })
  }
})
afterAll(() => close())

async function reeve(...words: string[]) {
  const said = { out: '', err: '' }
  const status = await run([...words, '--socket', join(folder, 'api.sock')], {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    terminal: false,
    now: Date.now,
  })
  return { status, ...said }
}

/** The document of a command that has to succeed. */
async function document(...words: string[]) {
  const { status, out, err } = await reeve(...words, '--json')
  expect(status, `${words.join(' ')}: ${err}`).toBe(0)
  return JSON.parse(out)
}

const approving = () => ['--approve-with', keep.approver]

test('status names the panel, the gate and every zone', async () => {
  const status = await document('status')
  expect(status).toMatchObject({
    panel: { url },
    gate: {
      address: '10.87.0.2',
      http: 'http://10.87.0.2',
      https: 'https://10.87.0.2',
      authority: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    },
  })
  expect(status.zones.map(({ zone }: { zone: string }) => zone)).toEqual(['panel', 'backend', 'keep', 'vault', 'gate', 'host'])
})

test('the CA of the gate is given out, to be trusted', async () => {
  const { out } = await reeve('certificate', 'authority')
  const { gate } = await document('status')
  expect(new X509Certificate(out).fingerprint256).toBe(gate.authority)
  expect(await document('certificate', 'authority')).toEqual({ certificate: expect.any(String), fingerprint: gate.authority })
})

test('a tenant with a website: made, filled, put to sleep, woken, suspended, brought back, deleted', async () => {
  const tenant = await document('tenant', 'create', 'acme', '--title', 'Acme Ltd')
  expect(tenant).toMatchObject({ name: 'acme', title: 'Acme Ltd', planName: 'Standard', state: 'active', action: expect.any(String) })
  const words = ['service', 'create', '--tenant', 'acme', '--kind', 'webserver', '--name', 'www', '--domain', 'www.acme.test']
  const service = await document(...words, '--set', 'php=false')
  expect(service).toMatchObject({ name: 'www', power: 'stopped', domains: ['www.acme.test'], config: { php: false } })

  const path = join(folder, 'site')
  mkdirSync(path)
  writeFileSync(join(path, 'index.html'), 'Hello')
  expect(await document('site', 'deploy', '--service', 'acme/www', path)).toMatchObject({ service: service.id, state: 'done' })
  expect(await document('service', 'sleep', 'acme/www', '--stop')).toMatchObject({ power: 'stopped' })
  expect(await document('service', 'wake', 'acme/www')).toMatchObject({ power: 'running' })
  const shown = await document('stats', 'show', 'acme/www', '--metrics', 'cpu,requests', '--range', '1h')
  expect(shown).toMatchObject({ object: `service:${service.id}`, series: [{ metric: 'cpu' }, { metric: 'requests' }] })
  expect(shown.wakes.counts.reduce((sum: number, count: number) => sum + count, 0)).toBeGreaterThan(0)
  expect((await document('stats', 'top')).map((row: { name: string }) => row.name)).toEqual(['www'])
  expect((await reeve('stats', 'show')).out).toMatch(/LOAD .*WAKES/)
  expect((await reeve('stats', 'show', 'acme/www', '--tenant', 'acme')).status).toBe(2)
  expect((await reeve('stats', 'show', '--metrics', 'secrets')).status).toBe(2)
  const visits = await document('stats', 'visits', 'acme/www', '--days', '7')
  expect(visits).toMatchObject({
    service: service.id,
    pages: [
      ['/', expect.any(Number)],
      ['/about', expect.any(Number)],
    ],
  })
  expect(visits.days).toHaveLength(7)
  expect(await document('stats', 'token')).toEqual({ createdAt: null, token: null })
  const made = await document('stats', 'token', '--new')
  expect(made).toEqual({ createdAt: expect.any(Number), token: expect.stringMatching(/^[\w-]{32}$/) })
  expect(await document('stats', 'token', '--end')).toEqual({ createdAt: null, token: null })
  const alert = await document(
    'alert',
    'add',
    '--service',
    'acme/www',
    '--metric',
    'cpu',
    '--above',
    '0.5',
    '--for',
    '10m',
    '--mail',
    'ops@example.org',
    '--quiet',
    '22:00-07:00',
    '--zone',
    'UTC',
  )
  expect(alert).toMatchObject({
    serviceName: 'www',
    threshold: 0.5,
    holdSeconds: 600,
    quiet: { from: 1320, to: 420 },
    state: 'ok',
    secret: null,
  })
  expect(await document('alert', 'list')).toMatchObject([{ id: alert.id }])
  expect(await document('alert', 'test', alert.id)).toEqual({ id: alert.id, event: expect.any(Number) })
  expect(await document('alert', 'events')).toMatchObject([{ what: 'test', mail: 'waiting' }])
  expect(await document('alert', 'mail', '--from', 'reeve@example.org')).toMatchObject({ from: 'reeve@example.org', relay: false })
  expect((await reeve('alert', 'add', '--metric', 'cpu')).status).toBe(2)
  expect((await reeve('alert', 'add', '--metric', 'cpu', '--above', '1', '--webhook', 'http://10.0.0.1/')).status).toBe(2)
  expect(await document('alert', 'remove', alert.id)).toEqual({ id: alert.id })
  const { wakes } = await document('service', 'show', service.id)
  expect(wakes[0]).toMatchObject({ from: 'stopped' })
  expect((await document('service', 'logs', 'acme/www', '--lines', '2')).lines).toHaveLength(2)

  expect(await document('tenant', 'suspend', 'acme')).toMatchObject({ suspended: true })
  expect(await document('tenant', 'resume', 'acme')).toMatchObject({ suspended: false })
  expect(await document('domain', 'add', 'acme.test', '--service', 'acme/www', '--redirect-to', 'www.acme.test')).toMatchObject({
    name: 'acme.test',
    redirectTo: 'www.acme.test',
  })
  expect(await document('domain', 'list', '--service', 'acme/www')).toHaveLength(2)
  await document('domain', 'remove', 'acme.test')

  await document(...words.with(7, 'blog').slice(0, 8))
  await document('service', 'delete', 'acme/blog', ...approving())
  const deleted = await reeve('tenant', 'delete', 'acme', ...approving())
  expect(deleted.status, deleted.err).toBe(0)
  expect(deleted.err).toMatch(
    /^What will be lost with the tenant acme:\n {2}the service www \(webserver\) with all its data\n {2}the domain www\.acme\.test\n/,
  )
  expect(await document('tenant', 'list')).toEqual([])
  expect(await document('service', 'list')).toEqual([])
})

test('a deployment that is refused before it was sent says why, however much there was to send', async () => {
  await document('tenant', 'create', 'early', '--title', 'Early')
  await document('service', 'create', '--tenant', 'early', '--kind', 'postgresql', '--name', 'data')
  const path = join(folder, 'large')
  mkdirSync(path)
  writeFileSync(join(path, 'noise'), randomBytes(32 * 1_048_576))
  for (let turn = 0; turn < 5; turn += 1) {
    const { status, err } = await reeve('site', 'deploy', '--service', 'early/data', path)
    expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(/^bad_input: .*has no files/) })
  }
  expect((await reeve('tenant', 'delete', 'early', ...approving())).status).toBe(0)
})

test('a critical action says its words before it is signed; without a key it waits, and can be approved or cancelled later', async () => {
  await document('tenant', 'create', 'globex')
  const waiting = await reeve('tenant', 'delete', 'globex')
  expect(waiting.status).toBe(1)
  expect(waiting.err).toMatch(/^approval_needed: Delete the tenant globex waits .*--approve-with/m)
  const [first] = await document('action', 'list', '--state', 'awaiting_approval')
  // It rests, and nothing has gone wrong.
  expect((await reeve('action', 'watch', first.id)).status).toBe(0)
  expect(await document('action', 'cancel', first.id)).toMatchObject({ state: 'cancelled' })
  const watched = await reeve('action', 'watch', first.id)
  expect({ status: watched.status, err: watched.err }).toEqual({
    status: 1,
    err: expect.stringMatching(/^conflict: The action was cancelled/),
  })

  await reeve('tenant', 'delete', 'globex')
  const [second] = await document('action', 'list', '--state', 'awaiting_approval')
  const signed = await reeve('action', 'approve', second.id, ...approving())
  expect(signed.err).toMatch(/^Approving: Delete the tenant globex\. /)
  expect(signed.status).toBe(0)
  expect(await document('action', 'show', second.id)).toMatchObject({ state: 'done', input: { name: 'globex' } })
  expect((await reeve('action', 'watch', second.id)).out).toContain('Delete the tenant globex')
})

test('the ledger has an entry for everything that was done, and is whole', async () => {
  await document('tenant', 'create', 'initech')
  const entries = await document('audit', 'list', '--tenant', 'initech')
  expect(entries.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toContain('done tenant.apply')
  const named = await document('audit', 'list', '--tenant', 'initech', '--action', 'tenant.apply')
  expect(new Set(named.map(({ name }: { name: string }) => name))).toEqual(new Set(['tenant.apply']))
  expect(await document('audit', 'list', '--tenant', 'initech', '--action', 'service.delete')).toEqual([])
  expect((await reeve('audit', 'list', '--action', 'service.explode')).status).toBe(2)
  expect(await document('audit', 'verify')).toMatchObject({ whole: true, brokenAt: null })
  await document('tenant', 'delete', 'initech', ...approving())
})

test('a service is resized, set, set back and asked for more', async () => {
  await document('plan', 'create', 'Rated', '--network', '100', '--memory', '1024', '--ask-memory', '300')
  await document('tenant', 'create', 'hooli', '--plan', 'Rated')
  const made = await document('service', 'create', '--tenant', 'hooli', '--kind', 'webserver', '--name', 'www')
  expect(made.effective).toMatchObject({ networkMbps: 100, memoryMiB: 256 })
  const resized = await document('service', 'resize', 'hooli/www', '--memory', '512', '--network', '10', '--cpu-percent', '50')
  expect(resized.effective).toMatchObject({ networkMbps: 10, memoryMiB: 512, cpuPercent: 50 })
  expect((await document('service', 'resize', 'hooli/www', '--network', 'none')).effective.networkMbps).toBe(100)
  expect((await reeve('service', 'resize', 'hooli/www')).err).toMatch(/^bad_input|Say what is to be another/)
  expect(await document('service', 'usage', 'hooli/www')).toMatchObject({ limits: { memoryMiB: 512 }, power: 'stopped', heldBytes: null })
  expect(await document('plan', 'update', 'Rated', '--network', 'none', '--name', 'Free')).toMatchObject({
    name: 'Free',
    actions: expect.any(Array),
  })

  expect((await document('service', 'set', 'hooli/www', 'php=false', 'maxBodyMiB=8')).config).toMatchObject({ php: false, maxBodyMiB: 8 })
  const history = await document('service', 'history', 'hooli/www')
  expect(history[0]).toMatchObject({ current: true, state: 'applied', personName: 'root' })
  expect(history[0].differences.map(({ name }: { name: string }) => name)).toEqual(['maxBodyMiB', 'php'])
  expect((await document('service', 'undo', 'hooli/www', '--to', String(history[1].id))).config).toEqual({})

  expect(await document('service', 'stop', 'hooli/www')).toMatchObject({ halted: true })
  expect((await reeve('service', 'wake', 'hooli/www')).err).toMatch(/^halted: This service is stopped/)
  expect(await document('service', 'start', 'hooli/www')).toMatchObject({ halted: false })
  await document('service', 'restart', 'hooli/www')
  await document('service', 'reload', 'hooli/www')
  expect((await document('service', 'processes', 'hooli/www')).processes).toMatchObject([{ name: 'nginx', up: true }, { name: 'php' }])

  await document('service', 'snapshot', 'hooli/www')
  const [snapshot] = await document('service', 'snapshots', 'hooli/www')
  await document('service', 'revert', 'hooli/www', '--to', snapshot.name)
  expect(await document('service', 'snapshots', 'hooli/www')).toHaveLength(2)

  const asked = await document('request', 'ask', 'hooli/www', '--memory', '2048', '--reason', 'A large import')
  expect(asked).toMatchObject({ state: 'granted', reason: 'A large import', before: { memoryMiB: 512 } })
  expect(await document('request', 'list', '--tenant', 'hooli')).toMatchObject([{ id: asked.id }])
  expect(await document('tenant', 'show', 'hooli')).toMatchObject({ extra: { memoryMiB: 1024 }, limits: { memoryMiB: 2048 } })
  expect((await reeve('request', 'deny', asked.id)).err).toMatch(/^conflict: This request is answered already/)
  await document('tenant', 'delete', 'hooli', ...approving())
})

test('plans, kinds, people and links', async () => {
  expect(await document('plan', 'create', 'Tiny', '--services', '1', '--freeze-after', '90s', '--stop-after', 'never')).toMatchObject({
    limits: { services: 1 },
    idle: { freezeAfterSeconds: 90, stopAfterSeconds: 0 },
  })
  await document('plan', 'delete', 'Tiny')
  const inverted = await reeve('plan', 'create', 'Tiny', '--freeze-after', '90s', '--stop-after', '60s')
  expect(inverted.status).toBe(2)
  expect(inverted.err).toContain('--stop-after: Let it stop no sooner than it freezes')
  expect((await document('kind', 'list')).map(({ kind }: { kind: string }) => kind)).toContain('webserver')
  expect(await document('enrol-link')).toMatchObject({ url: expect.stringContaining('/join#token=') })
  const invited = await document('person', 'invite', 'second@example.org', '--role', 'administrator', ...approving())
  expect(invited.link.url).toContain('#token=')
  expect(await document('action', 'show', invited.action)).toMatchObject({ name: 'administrator.add', state: 'done' })

  const third = await reeve('person', 'invite', 'third@example.org', '--role', 'administrator', '--json')
  expect(third.status).toBe(1)
  const waiting = await document('person', 'invitations')
  expect(waiting.map(({ email, state }: { email: string; state: string }) => [email, state])).toEqual([
    ['second@example.org', 'open'],
    ['third@example.org', 'waiting'],
  ])
  expect((await reeve('person', 'invitations')).out).toMatch(/third@example\.org +administrator +- +root +waits for an approval/)
  expect(await document('person', 'uninvite', 'third@example.org')).toEqual({ id: waiting[1].id })
  await document('person', 'uninvite', waiting[0].id)
  expect(await document('person', 'invitations')).toEqual([])
  expect((await reeve('person', 'uninvite', 'third@example.org')).err).toMatch(/^not_found: /)
})

test('a person gets a link to a new password, and an account that belongs nowhere is deleted', async () => {
  await document('tenant', 'create', 'umbrella')
  const invited = await document('person', 'invite', 'bob@example.org', '--role', 'member', '--tenant', 'umbrella')
  const token = new URL(invited.link.url).hash.replace('#token=', '')
  const bob = { token, name: 'Bob', email: 'bob@example.org', password: 'correct horse battery' }
  await connect({ socket: join(folder, 'api.sock') }).setup.join.mutate(bob)
  const reset = await document('person', 'reset', 'bob@example.org')
  expect(reset).toMatchObject({ id: expect.any(String), link: { url: expect.stringContaining('/reset#token=') } })
  expect((await reeve('person', 'delete', 'bob@example.org')).err).toMatch(/^conflict: /)
  await document('person', 'remove', 'bob@example.org', '--tenant', 'umbrella')
  expect(await document('person', 'delete', 'bob@example.org')).toEqual({ id: reset.id })
  expect((await reeve('person', 'reset', 'bob@example.org')).err).toMatch(/^not_found: /)
  await document('tenant', 'delete', 'umbrella', ...approving())
})

test('people have duties, rights, suspensions; a reseller has limits and a tenant; a tenant is handed over', async () => {
  const api = connect({ socket: join(folder, 'api.sock') })
  const joined = async (email: string, ...words: string[]) => {
    const { link } = await document('person', 'invite', email, ...words)
    const token = new URL(link.url).hash.replace('#token=', '')
    return (await api.setup.join.mutate({ token, name: email.split('@')[0] ?? '', email, password: 'correct horse battery' })).person
  }
  await document('tenant', 'create', 'stark')
  await document('service', 'create', '--tenant', 'stark', '--kind', 'webserver', '--name', 'www')
  const tony = await joined('tony@example.org', '--role', 'owner', '--tenant', 'stark')
  const pepper = await joined(
    'pepper@example.org',
    '--role',
    'member',
    '--tenant',
    'stark',
    '--all',
    'none',
    '--service',
    'stark/www=files',
  )
  expect(await document('person', 'of', 'stark/www')).toMatchObject([
    { person: tony },
    { person: pepper, verbs: ['see', 'files'], all: [] },
  ])
  await document('person', 'rights', 'pepper@example.org', '--tenant', 'stark', '--all', 'see,power')
  expect((await document('person', 'of', 'stark/www'))[1]).toMatchObject({ verbs: ['see', 'power'] })
  expect((await reeve('person', 'rights', 'pepper@example.org', '--tenant', 'stark', '--all', 'fly')).status).toBe(2)

  await document('tenant', 'hand-over', 'stark', '--from', 'tony@example.org', '--to', 'pepper@example.org', '--leaves', ...approving())
  expect(await document('person', 'list', '--tenant', 'stark')).toMatchObject([{ id: pepper, role: 'owner' }])

  expect(await document('person', 'duty', 'tony@example.org', 'reseller')).toEqual({ id: tony, duty: 'reseller' })
  const limits = ['--tenants', '1', '--services', '10', '--cpus', '8', '--memory', '4096', '--disk', '20480', '--processes', '4096']
  expect(await document('reseller', 'limits', 'tony@example.org', ...limits)).toMatchObject({
    limits: { tenants: 1 },
    promised: { tenants: 0 },
  })
  expect(await document('reseller', 'give', 'stark', 'tony@example.org')).toMatchObject({ reseller: tony })
  expect(await document('reseller', 'show', tony)).toMatchObject({ promised: { tenants: 1, services: 10 } })
  expect(await document('tenant', 'show', 'stark')).toMatchObject({ reseller: tony, resellerName: 'tony' })
  await document('reseller', 'give', 'stark', 'none')
  await document('person', 'duty', 'tony@example.org', 'none')

  expect(await document('person', 'suspend', 'tony@example.org')).toEqual({ id: tony, suspended: true })
  expect(await document('person', 'resume', 'tony@example.org')).toEqual({ id: tony, suspended: false })
  expect(await document('token', 'list', 'tony@example.org')).toEqual([])
  expect((await reeve('token', 'revoke', 'tony@example.org', 'oaaaaaaaaaaaa')).err).toMatch(/^not_found: /)
  await document('tenant', 'delete', 'stark', ...approving())
})

test('a sign-in server is set with its secret sealed, shown without it, and turned off', async () => {
  const secret = join(folder, 'oidc-secret')
  writeFileSync(secret, 'a secret of the provider\n')
  const words = ['--label', 'Example', '--issuer', 'https://id.example.org', '--client-id', 'reeve']
  expect((await reeve('sign-in', 'set', ...words)).err).toContain('Write the secret')
  expect((await reeve('sign-in', 'set', ...words, '--secret-file', join(folder, 'nothing'))).err).toMatch(/^bad_input: /)
  const set = await reeve('sign-in', 'set', ...words, '--secret-file', secret)
  expect(set).toMatchObject({ status: 0, err: '' })
  expect(set.out).toContain('npm run up -- --sign-in id.example.org')
  const shown = await document('sign-in', 'show')
  expect(shown).toEqual({
    ...{ on: true, label: 'Example', issuer: 'https://id.example.org', clientId: 'reeve', wayOut: null },
    returnUrl: `${url}/sign-in/return`,
  })
  expect((await reeve('sign-in', 'off')).out).toBe('Sign-in elsewhere is off.\n')
  expect(await document('sign-in', 'show')).toMatchObject({ on: false, issuer: '' })
})

test('accounts inside services are made with passwords that are shown once, changed and removed', async () => {
  await document('tenant', 'create', 'accounts')
  for (const kind of ['webserver', 'ssh', 'postgresql'])
    await document('service', 'create', '--tenant', 'accounts', '--kind', kind, '--name', kind)
  const reader = ['account', 'database-user', 'accounts/postgresql', 'reader', '--grant', 'app=read']
  const made = await document(...reader)
  expect(made).toMatchObject({ name: 'reader', passwords: { reader: expect.stringMatching(/^[a-zA-Z2-9]{24}$/) } })
  expect(await document(...reader)).toMatchObject({ passwords: {} })
  expect((await document(...reader, '--new-password')).passwords.reader).not.toBe(made.passwords.reader)
  expect((await reeve('account', 'database-user', 'accounts/postgresql', 'x', '--grant', 'app=all')).status).toBe(2)
  await document('account', 'remove-database-user', 'accounts/postgresql', 'reader', '--data', 'give')
  expect(await document('account', 'list', 'accounts/postgresql')).toMatchObject({
    sort: 'database',
    databases: ['app'],
    databaseUsers: [],
  })

  await document('account', 'group', 'accounts/ssh', 'team')
  const file = join(folder, 'keys.pub')
  writeFileSync(file, '# mine\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f bob\n')
  await document('account', 'user', 'accounts/ssh', 'bob', '--key-file', file, '--group', 'team')
  expect(await document('account', 'list', 'accounts/ssh')).toMatchObject({
    osUsers: [{ name: 'bob', uid: 2000 }],
    osGroups: [{ members: ['bob'] }],
  })
  expect((await reeve('account', 'list', 'accounts/ssh')).out).toContain('1 keys, team')
  await document('account', 'remove-user', 'accounts/ssh', 'bob', '--home', 'delete')
  await document('account', 'remove-group', 'accounts/ssh', 'team', '--folder', 'delete')

  const opened = await document('account', 'folder', 'accounts/webserver', '/admin/', '--user', 'anna')
  expect(opened).toMatchObject({ path: 'admin', passwords: { anna: expect.any(String) } })
  const more = await document('account', 'folder', 'accounts/webserver', '/admin', '--user', 'anna', '--user', 'bert')
  expect(Object.keys(more.passwords)).toEqual(['bert'])
  await document('account', 'remove-folder', 'accounts/webserver', '/admin')
  await document('tenant', 'delete', 'accounts', ...approving())
})

test('with a token the same commands work over http, as its person and no more', async () => {
  const api = connect({ socket: join(folder, 'api.sock') })
  await document('tenant', 'create', 'wayne')
  await document('service', 'create', '--tenant', 'wayne', '--kind', 'webserver', '--name', 'www')
  const { link } = await document('person', 'invite', 'bruce@example.org', '--role', 'owner', '--tenant', 'wayne')
  const token = new URL(link.url).hash.replace('#token=', '')
  const { person } = await api.setup.join.mutate({ token, name: 'Bruce', email: 'bruce@example.org', password: 'correct horse battery' })
  const file = join(folder, 'token')
  writeFileSync(file, `${tokenFor(person)}\n`, { mode: 0o600 })
  const far = ['--url', panel, '--token-file', file]
  expect((await document('service', 'list', ...far)).map(({ name }: { name: string }) => name)).toEqual(['www'])
  expect(await document('site', 'deploy', '--service', 'wayne/www', join(folder, 'site'), ...far)).toMatchObject({ state: 'done' })
  expect((await reeve('tenant', 'create', 'lucius', ...far)).err).toMatch(/^forbidden: /)
  expect((await reeve('service', 'delete', 'wayne/www', ...far, ...approving())).err).toMatch(/^forbidden: No API token may do this/m)
  expect(await document('token', 'list', person)).toMatchObject([{ label: 'far', groups: ['read', 'files', 'services'] }])
  chmodSync(file, 0o644)
  expect((await reeve('service', 'list', ...far)).err).toMatch(/^bad_input: Others may read/)
  await document('tenant', 'delete', 'wayne', ...approving())
})

test.each([
  [['tenant', 'show', 'nobody'], 'not_found'],
  [['service', 'show', 'nobody/www'], 'not_found'],
  [['tenant', 'create', 'admin'], 'bad_input'],
  [['tenant', 'create', 'UPPER'], 'bad_input'],
  [['domain', 'remove', 'www.nobody.test'], 'not_found'],
  [['plan', 'delete', 'Gold'], 'not_found'],
  [['action', 'show', '00000000-0000-4000-8000-000000000000'], 'not_found'],
])('%j fails with its code and status 1', async (words, code) => {
  const { status, out, err } = await reeve(...words, '--json')
  expect({ status, out, code: JSON.parse(err).error.code }).toEqual({ status: 1, out: '', code })
})

test('an authenticator that is none or missing is refused before anything is asked for', async () => {
  await document('tenant', 'create', 'hooli')
  const file = join(folder, 'no-key.json')
  writeFileSync(file, '{}')
  for (const one of [file, join(folder, 'missing.json')])
    expect((await reeve('tenant', 'delete', 'hooli', '--approve-with', one)).err).toMatch(/^bad_input: .*(no-key|missing)\.json/m)
  expect(await document('action', 'list', '--state', 'awaiting_approval', '--tenant', 'hooli')).toEqual([])
  await document('tenant', 'delete', 'hooli', ...approving())
})

test('firewall: rules in their order, a set from a file, a dry run, and a change that wants a word', async () => {
  await document('tenant', 'create', 'walled')
  const file = join(folder, 'addresses')
  writeFileSync(file, '198.51.100.0/25\n198.51.100.128/25 # both halves\n')
  expect(await document('firewall', 'set', 'import', 'bad-people', file)).toMatchObject({ name: 'bad-people', count: 1, joined: 1 })
  writeFileSync(file, '192.0.2.1\nnobody\n')
  const refused = await reeve('firewall', 'set', 'import', 'bad-people', file)
  expect(refused).toMatchObject({ status: 1 })
  expect(refused.err).toContain('line 2: nobody')
  const deny = ['--verdict', 'deny', '--direction', 'in', '--protocol', 'tcp', '--port', '5432']
  const global = await document('firewall', 'rule', 'add', ...deny, '--set', 'bad-people', '--comment', 'known')
  expect(global).toMatchObject({ verdict: 'deny', remote: { kind: 'set' }, comment: 'known' })
  const limit = ['--verdict', 'limit', '--direction', 'in', '--rate', '10/minute', '--hours', 'mon,fri@22:00-02:00']
  expect(await document('firewall', 'rule', 'add', '--tenant', 'walled', ...limit)).toMatchObject({
    rate: { count: 10, per: 'minute' },
    hours: { days: [1, 5], from: 1320, to: 120 },
  })
  expect(await document('firewall', 'rule', 'disable', '1', '--tenant', 'walled')).toMatchObject({ enabled: false })
  const { layers } = await document('firewall', 'rule', 'list', '--tenant', 'walled')
  expect(layers.map(({ count }: { count: number }) => count)).toEqual([1, 0, 1])
  expect(await document('firewall', 'test', '198.51.100.9', '--port', '5432')).toMatchObject({
    verdict: 'deny',
    rule: { id: global.id, place: 1 },
  })
  expect(await document('firewall', 'test', '192.0.2.9', '--port', '5432')).toMatchObject({ verdict: 'allow', rule: null })
  const vital = ['firewall', 'rule', 'add', '--verdict', 'allow', '--direction', 'in', '--protocol', 'tcp', '--port', '443', '--keep']
  expect(await document(...vital)).toMatchObject({ verdict: 'allow' })
  await document('firewall', 'rule', 'move', '2', '--to', '1', '--keep')
  await document('firewall', 'rule', 'remove', '2')
  expect((await document('firewall', 'set', 'list'))[0]).toMatchObject({ rules: 0 })
  await document('firewall', 'set', 'remove', 'bad-people')
  expect(await document('firewall', 'log')).toMatchObject({ hits: [], lost: [] })
  expect((await reeve('firewall', 'confirm')).err).toContain('not_found')
  expect((await reeve('firewall', 'rule', 'add', '--verdict', 'limit', '--direction', 'in')).status).toBe(2)
})

test('patches: what is outdated, a run that is followed to its end, windows, and the machine with an approval', async () => {
  await document('tenant', 'create', 'patched')
  await document('service', 'create', '--tenant', 'patched', '--kind', 'webserver', '--name', 'www')
  const { kinds, host } = await document('patch', 'check')
  expect(host).toMatchObject({ updates: 2, security: 1 })
  expect(kinds.find(({ kind }: { kind: string }) => kind === 'webserver')).toMatchObject({ updates: 2, run: null })
  const report = await document('patch', 'run', 'webserver', '--first-tenant', 'patched', '--first', '0', '--wait', 'never')
  expect(report).toMatchObject({ state: 'done', counts: { back: 0, failed: 0 } })
  const own = report.targets.find(({ tenantName }: { tenantName: string }) => tenantName === 'patched')
  expect(own).toMatchObject({ serviceName: 'www', first: true, state: 'patched' })
  expect((await reeve('patch', 'report', report.id)).out).toContain('patched/www')
  expect((await reeve('patch', 'pause', report.id)).err).toContain('This run is over.')
  const set = ['patch', 'windows', '--tenant', 'patched', '--set', 'mon-fri 22:00-04:00', '--zone', 'Europe/Berlin']
  expect(await document(...set)).toMatchObject({ own: true, windows: [{ days: [1, 2, 3, 4, 5], from: 1320, to: 240 }] })
  expect((await reeve('patch', 'windows', '--tenant', 'patched', '--clear')).out).toBe('Any time.\n')
  expect((await reeve('patch', 'windows', '--set', 'someday')).status).toBe(2)
  expect((await reeve('patch', 'run', 'webserver', '--at-once', '99')).status).toBe(2)
  expect((await reeve('patch', 'host')).err).toContain('approval_needed')
  expect(await document('patch', 'host', ...approving())).toMatchObject({ last: { outcome: 'installed' } })
  expect(await document('patch', 'host-restore', ...approving())).toMatchObject({ last: { outcome: 'installed' } })
})

test('host: the machine, and its own firewall by an approval and a word', async () => {
  expect(await document('host', 'status')).toMatchObject({ rebootNeeded: false, disks: [{ path: '/' }] })
  expect((await reeve('host', 'status')).out).toMatch(/free on \/ +20\.0 GiB of 40\.0 GiB/)
  const add = [
    'host',
    'firewall',
    'add',
    '--verdict',
    'allow',
    '--protocol',
    'tcp',
    '--network',
    '192.0.2.0/24',
    '--port',
    '9100',
    '--keep',
  ]
  expect((await reeve(...add)).err).toMatch(/^approval_needed: Set the rules of the machine's own firewall/m)
  const added = await document(...add, ...approving())
  expect(added).toMatchObject({ closed: false, rules: [{ networks: ['192.0.2.0/24'], ports: [{ from: 9100, to: 9100 }] }], waiting: null })
  expect(await document('host', 'firewall', 'close', '--keep', ...approving())).toMatchObject({ closed: true, generation: 2 })
  expect((await reeve('host', 'firewall', 'show')).out).toContain('What no rule is about is dropped.')
  expect(await document('host', 'firewall', 'remove', '1', '--keep', ...approving())).toMatchObject({ rules: [] })
  expect((await reeve('host', 'firewall', 'remove', '7')).err).toContain('not_found')
  expect((await reeve('host', 'firewall', 'confirm')).err).toContain('not_found')
  expect((await reeve('host', 'firewall', 'add', '--verdict', 'limit')).status).toBe(2)
})
