/** The command line against the real backend and the real door, over the local socket; only the engine is simulated. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SimulatedKeep, startSimulatedKeep } from '../agents/simulated-keep.ts'
import { openDatabase } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { assemble } from '../server/assemble.ts'
import { refreshKinds } from '../server/catalogue/service.ts'
import { makeSigner } from '../server/dispatch/envelope.ts'
import { httpDoor } from '../server/dispatch/http-door.ts'
import { makeBackend } from '../server/http/server.ts'
import { connect } from './api.ts'
import { run } from './program.ts'

const url = 'http://localhost:8090'
const site = { rpId: 'localhost', origins: [url], url }
let folder: string
let keep: SimulatedKeep
let close: () => Promise<void>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-commands-'))
  mkdirSync(join(folder, 'keep'))
  mkdirSync(join(folder, 'uploads'))
  const log = pino({ level: 'silent' })
  keep = await startSimulatedKeep({ dir: join(folder, 'keep'), site: { rpId: site.rpId, origins: site.origins }, log })
  const database = openDatabase(':memory:')
  migrate(database)
  const door = httpDoor({ url: keep.url, tls: keep.tls })
  const signer = makeSigner(readFileSync(keep.signingKey, 'utf8'))
  const app = assemble({ config: { site, version: 'test' }, database, door, signer, log, passwordCost: { memoryKiB: 64, passes: 1 } })
  await refreshKinds(app)
  const backend = makeBackend(app)
  await backend.listen({ socket: join(folder, 'api.sock') })
  close = async () => {
    app.stop()
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
  expect(status.zones.map(({ zone }: { zone: string }) => zone)).toEqual(['panel', 'backend', 'keep', 'gate', 'host'])
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
  await connect(join(folder, 'api.sock')).setup.join.mutate(bob)
  const reset = await document('person', 'reset', 'bob@example.org')
  expect(reset).toMatchObject({ id: expect.any(String), link: { url: expect.stringContaining('/reset#token=') } })
  expect((await reeve('person', 'delete', 'bob@example.org')).err).toMatch(/^conflict: /)
  await document('person', 'remove', 'bob@example.org', '--tenant', 'umbrella')
  expect(await document('person', 'delete', 'bob@example.org')).toEqual({ id: reset.id })
  expect((await reeve('person', 'reset', 'bob@example.org')).err).toMatch(/^not_found: /)
  await document('tenant', 'delete', 'umbrella', ...approving())
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

test('an authenticator that is none is refused before anything is signed', async () => {
  await document('tenant', 'create', 'hooli')
  const file = join(folder, 'no-key.json')
  writeFileSync(file, '{}')
  expect((await reeve('tenant', 'delete', 'hooli', '--approve-with', file)).err).toMatch(/^bad_input: .*no-key\.json/m)
  await document('tenant', 'delete', 'hooli', ...approving())
})
