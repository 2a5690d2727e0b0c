import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openHouse, url } from './testing/house.ts'

const { reeve, document, approving, folder, close } = await openHouse()
afterAll(close)

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
  expect((await reeve('alert', 'add', '--metric', 'cpu', '--above', '1', '--problem', 'backups')).status).toBe(2)
  expect((await reeve('alert', 'add', '--problem', 'backups', '--above', '1')).status).toBe(2)
  expect((await reeve('alert', 'add', '--problem', 'weather')).status).toBe(2)
  const problem = await document('alert', 'add', '--service', 'acme/www', '--problem', 'backups', '--mail', 'ops@example.org')
  expect(problem).toMatchObject({ metric: 'backups', direction: 'above', threshold: 0, serviceName: 'www' })
  await document('alert', 'remove', problem.id)
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
