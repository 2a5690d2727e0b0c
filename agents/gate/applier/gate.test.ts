import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ResolvedRoutes, TenantRoutes } from '../../../contracts/gate.ts'
import { newId } from '../../../contracts/ids.ts'
import { seal } from '../../../contracts/seal.ts'
import { createLog } from '../../core/log.ts'
import { openSealing, type Sealing } from '../../core/sealing.ts'
import { openAuthority } from './authority.ts'
import { createFirewall } from './firewall/firewall.ts'
import { openGateGuard } from './firewall/guard.ts'
import { createHits } from './firewall/hits.ts'
import { FakeKernel } from './firewall/testing/kernel.ts'
import { createGate, type Gate } from './gate.ts'
import { createLive } from './live.ts'
import { writeConfiguration, writeFrame } from './publish.ts'
import { files, type Layout } from './render/layout.ts'
import { openStore } from './store.ts'
import { createSync } from './sync.ts'
import { makeCertificate } from './testing/certificates.ts'
import { FakeRuntime } from './testing/runtime.ts'

let state: string
let layout: Layout
let runtime: FakeRuntime
let gate: Gate
let sealing: Sealing
const refusal = 'Not for this gate.'
const log = createLog('applier', 'silent')

const open = async (patienceMs = 0): Promise<Gate> => {
  sealing = await openSealing(state, refusal)
  const store = await openStore(state)
  const kernel = new FakeKernel()
  const firewall = createFirewall({ records: store.firewall, routes: store.tenants, kernel, guard: await openGateGuard(state) })
  return createGate({
    layout,
    store,
    authority: await openAuthority(state),
    sealing,
    runtime,
    sync: createSync(layout, runtime, log),
    live: createLive(layout, runtime),
    firewall,
    hits: createHits(firewall, kernel, runtime),
    log,
    patienceMs,
  })
}

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'reeve-gate-'))
  layout = {
    state,
    socket: '/nowhere',
    masterSocket: '/nowhere',
    socketOwner: { uid: 0, gid: 0 },
    user: undefined,
    maxConnections: 1000,
    threads: 1,
    http: ':80',
    https: ':443',
    six: true,
    tlsEnd: 'test',
    raw: [':22'],
    shared: '10.87.0.2:5432',
    shared6: 'fd52:6565:7665:87::2:5432',
    wakeHop: { address: '127.0.0.1', port: 7446 },
    waker: { address: '127.0.0.1', port: 7445 },
    wakerAuthority: '/nowhere/ca.crt',
    panel: { address: '127.0.0.1', port: 3000, hosts: ['localhost', 'panel.acme.test'], tls: true },
  }
  runtime = new FakeRuntime()
  gate = await open()
  await writeFrame(layout, 'certificate and key')
  await writeConfiguration(layout)
})
afterEach(() => rmSync(state, { recursive: true }))

const [tenant, rival] = [newId('t'), newId('t')]
let count = 0
const service = (change: Partial<ResolvedRoutes> = {}): ResolvedRoutes => {
  count += 1
  return {
    service: newId('s'),
    hosts: [],
    databases: [],
    address: `10.88.${count >> 8}.${count & 255}`,
    ownAddress: null,
    ports: [{ name: 'http', port: 80 }],
    ...change,
  }
}
const host = (name: string, tls: 'own' | 'uploaded' | 'passthrough' = 'own', redirectTo: string | null = null) =>
  ({ name, tls, redirectTo }) as ResolvedRoutes['hosts'][number]
const routes = (services: ResolvedRoutes[], change: Partial<TenantRoutes> = {}): TenantRoutes => ({
  generation: 1,
  suspended: false,
  services,
  ...change,
})
const map = (name: Parameters<ReturnType<typeof files>['map']>[0]) => Object.fromEntries(runtime.maps.get(files(state).map(name)) ?? [])
/** Issuer of the certificate that HAProxy would show for a name. */
const shown = (name: string) => {
  const line = [...runtime.list.values()].find((entry) => entry.split(' ').includes(name))
  const pem = runtime.certificates.get(line?.split(' ')[0] ?? '')
  return pem === undefined ? undefined : new X509Certificate(pem).issuer
}

test('routes of a tenant reach HAProxy, and its files say the same', async () => {
  const site = service({ hosts: [host('www.acme.test'), host('acme.test', 'own', 'www.acme.test'), host('raw.acme.test', 'passthrough')] })
  const database = service({ ownAddress: '10.87.16.4', ports: [{ name: 'postgresql', port: 5432 }], databases: ['shop'] })
  expect(await gate.putTenant(tenant, routes([site, database]))).toEqual({ changed: true })
  expect(map('hosts')).toEqual({ 'www.acme.test': site.service, 'acme.test': site.service, 'raw.acme.test': site.service })
  expect(map('redirects')).toEqual({ 'acme.test': 'www.acme.test' })
  expect(map('passthrough')).toEqual({ 'raw.acme.test': site.service })
  expect(map('tls')).toEqual({ 'www.acme.test': 'end', 'acme.test': 'end', 'panel.acme.test': 'end' })
  expect(map('addresses')).toEqual({ '10.87.16.4:5432': database.service })
  expect(map('databases')).toEqual({ shop: database.service })
  expect(map('panel')).toEqual({ localhost: 'http', 'panel.acme.test': 'tls' })
  expect(readFileSync(files(state).map('databases'), 'utf8')).toBe(`shop ${database.service}\n`)
  expect(await gate.putTenant(tenant, routes([site, database]))).toEqual({ changed: false })
  expect(await gate.putTenant(tenant, routes([], { generation: 2 }))).toEqual({ changed: true })
  expect(map('hosts')).toEqual({})
  expect([...runtime.list.values()].join()).not.toContain('acme.test,')
})

test('an older wish does not undo a newer one', async () => {
  await gate.putTenant(tenant, routes([service({ hosts: [host('new.acme.test')] })], { generation: 5 }))
  await expect(gate.putTenant(tenant, routes([], { generation: 4 }))).rejects.toMatchObject({ code: 'stale_generation' })
  expect(Object.keys(map('hosts'))).toEqual(['new.acme.test'])
})

describe('who has a name keeps it', () => {
  test.each<[string, Partial<ResolvedRoutes>]>([
    ['a host', { hosts: [host('www.acme.test')] }],
    ['a database', { databases: ['shop'] }],
    ['an own address', { ownAddress: '10.87.16.9' }],
  ])('%s', async (_, claim) => {
    const mine = service(claim)
    await gate.putTenant(tenant, routes([mine]))
    await expect(gate.putTenant(rival, routes([service(claim)]))).rejects.toMatchObject({ code: 'conflict' })
    expect(Object.values({ ...map('hosts'), ...map('databases'), ...map('addresses') })).toEqual([mine.service])
    // When it is given up, the other one gets it.
    await gate.putTenant(tenant, routes([], { generation: 2 }))
    expect(await gate.putTenant(rival, routes([service(claim)]))).toEqual({ changed: true })
  })

  test('two tenants at once: one wins', async () => {
    const wishes = [tenant, rival].map((who) => gate.putTenant(who, routes([service({ hosts: [host('race.acme.test')] })])))
    const outcomes = await Promise.allSettled(wishes)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('nobody gets the panel’s name', async () => {
    const wish = gate.putTenant(tenant, routes([service({ hosts: [host('panel.acme.test')] })]))
    await expect(wish).rejects.toMatchObject({ code: 'conflict' })
  })

  test('one tenant cannot name a thing twice', async () => {
    const twice = [service({ databases: ['shop'] }), service({ databases: ['shop'] })]
    await expect(gate.putTenant(tenant, routes(twice))).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('of a tenant without services nothing stays in the gate', async () => {
  const site = service({ hosts: [host('www.acme.test')] })
  await gate.putTenant(tenant, routes([site]))
  runtime.maps.get(files(state).map('live'))?.set(site.service, site.address)
  expect(await gate.putTenant(tenant, routes([], { generation: 2 }))).toEqual({ changed: true })
  expect(await gate.putTenant(tenant, routes([], { generation: 2 }))).toEqual({ changed: false })
  expect(readdirSync(join(state, 'tenants'))).toEqual([])
  expect((await gate.state()).tenants).toEqual([])
  expect(map('live')).toEqual({})
})

test('what is on disk comes back after a restart, and goes to a HAProxy that was started anew', async () => {
  const site = service({ hosts: [host('www.acme.test')] })
  await gate.putTenant(tenant, routes([site], { suspended: true }))
  gate = await open()
  runtime.restart()
  await gate.refresh()
  expect(map('suspended')).toEqual({ [site.service]: tenant })
  expect(shown('www.acme.test')).toContain('Reeve gate')
  // And once more, to the same applier.
  runtime.restart()
  await gate.refresh()
  expect(Object.keys(map('hosts'))).toEqual(['www.acme.test'])
})

test('a look that finds everything as it is makes nothing anew', async () => {
  await gate.putTenant(tenant, routes([service({ hosts: [host('www.acme.test')] })]))
  await gate.refresh()
  runtime.asked = []
  await gate.refresh()
  expect(runtime.asked).toEqual(['show info'])
  runtime.restart()
  await gate.refresh()
  expect(Object.keys(map('hosts'))).toEqual(['www.acme.test'])
})

test('a change while HAProxy is away is kept, told as "try again", and applied when it comes', async () => {
  runtime.down = true
  const wish = routes([service({ hosts: [host('www.acme.test')] })])
  await expect(gate.putTenant(tenant, wish)).rejects.toMatchObject({ code: 'unavailable' })
  runtime.down = false
  expect(await gate.putTenant(tenant, wish)).toEqual({ changed: false })
  expect(Object.keys(map('hosts'))).toEqual(['www.acme.test'])
})

test('the longest name is served, and is in nobody’s way', async () => {
  const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(56)}.test`
  expect(name).toHaveLength(253)
  await gate.putTenant(tenant, routes([service({ hosts: [host(name)] })]))
  expect(shown(name)).toContain('Reeve gate')
  expect(await gate.putTenant(rival, routes([service({ hosts: [host('www.rival.test')] })]))).toEqual({ changed: true })
})

describe('what HAProxy refuses is taken back', () => {
  test('routes: the ones before stand, and others go on', async () => {
    const before = routes([service({ hosts: [host('www.acme.test')] })])
    await gate.putTenant(tenant, before)
    runtime.refused = 'bad.acme.test'
    const wish = gate.putTenant(tenant, routes([service({ hosts: [host('bad.acme.test')] })], { generation: 2 }))
    await expect(wish).rejects.toMatchObject({ code: 'internal' })
    expect(Object.keys(map('hosts'))).toEqual(['www.acme.test'])
    expect(await gate.putTenant(rival, routes([service({ hosts: [host('www.rival.test')] })]))).toEqual({ changed: true })
    expect((await gate.state()).tenants.find((found) => found.tenant === tenant)?.generation).toBe(1)
  })

  test('a certificate', async () => {
    await gate.putTenant(tenant, routes([service({ hosts: [host('www.acme.test', 'uploaded')] })]))
    const made = await makeCertificate('Uploaded', undefined, { names: ['www.acme.test'] })
    runtime.refused = made.key.trim().split('\n')[1]
    const sealedKey = await seal(sealing.publicKey, made.key)
    const upload = { tenant, names: ['www.acme.test'], chain: made.pem, sealedKey } as Parameters<Gate['putCertificate']>[1]
    await expect(gate.putCertificate(newId('c'), upload)).rejects.toMatchObject({ code: 'internal' })
    expect((await gate.state()).certificates).toEqual([])
    expect(shown('www.acme.test')).toContain('Reeve gate')
  })
})

test('thousands of names go into one map in pieces', async () => {
  const hosts = Array.from({ length: 200 }, (_, index) => host(`${'long'.repeat(15)}.name-${index}.acme.test`, 'passthrough'))
  await gate.putTenant(tenant, routes([service({ hosts })]))
  expect(Object.keys(map('hosts'))).toHaveLength(200)
})

describe('certificates', () => {
  const id = newId('c')
  const upload = async (names: string[], of = names, owner = tenant) => {
    const made = await makeCertificate('Uploaded', undefined, { names: of })
    return { tenant: owner, names, chain: made.pem, sealedKey: await seal(sealing.publicKey, made.key) } as Parameters<
      Gate['putCertificate']
    >[1]
  }

  test('an uploaded one replaces the gate’s own, a newer one that, and the own comes back', async () => {
    await gate.putTenant(tenant, routes([service({ hosts: [host('www.acme.test', 'uploaded'), host('own.acme.test')] })]))
    expect(shown('www.acme.test')).toContain('Reeve gate')
    expect(await gate.putCertificate(id, await upload(['www.acme.test']))).toMatchObject({ issuer: 'Uploaded', tenant })
    expect(shown('www.acme.test')).toContain('Uploaded')
    expect(shown('own.acme.test')).toContain('Reeve gate')
    const before = [...runtime.certificates.values()]
    await gate.putCertificate(id, await upload(['www.acme.test']))
    expect([...runtime.certificates.values()]).not.toEqual(before)
    expect(runtime.certificates.size).toBe(before.length)
    await gate.deleteCertificate(id)
    expect(shown('www.acme.test')).toContain('Reeve gate')
  })

  test('one tenant’s certificate never serves another tenant’s name', async () => {
    await gate.putTenant(tenant, routes([service({ hosts: [host('www.acme.test', 'uploaded')] })]))
    await gate.putCertificate(id, await upload(['www.acme.test'], undefined, rival))
    expect(shown('www.acme.test')).toContain('Reeve gate')
  })

  test('nobody takes over the certificate of another tenant', async () => {
    await gate.putCertificate(id, await upload(['www.acme.test']))
    await expect(gate.putCertificate(id, await upload(['www.acme.test'], undefined, rival))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a key that was sealed for another gate is refused, and nothing changes', async () => {
    const stranger = mkdtempSync(join(tmpdir(), 'reeve-gate-'))
    const wrong = await upload(['www.acme.test'])
    const made = await makeCertificate('Uploaded', undefined, { names: ['www.acme.test'] })
    wrong.sealedKey = await seal((await openSealing(stranger, refusal)).publicKey, made.key)
    rmSync(stranger, { recursive: true })
    await expect(gate.putCertificate(id, wrong)).rejects.toMatchObject({ code: 'bad_input' })
    expect((await gate.state()).certificates).toEqual([])
  })

  test('the private key is in no answer of the gate', async () => {
    await gate.putCertificate(id, await upload(['www.acme.test']))
    expect(JSON.stringify(await gate.state())).not.toContain('PRIVATE')
  })
})

describe('the straight way', () => {
  const usageOf = (name: string, connections: number, exp: number) =>
    `# table: usage, type: string, size:204800, used:1\n0x7f: key=${name} use=0 exp=${exp} shard=0 conn_cur=${connections} http_req_cnt=3 bytes_in_cnt=1`
  const week = 7 * 24 * 3600 * 1000

  test('it is taken away before connections are counted', async () => {
    const site = service()
    await gate.putTenant(tenant, routes([site]))
    runtime.maps.get(files(state).map('live'))?.set(site.service, site.address)
    runtime.table = usageOf(site.service, 2, week)
    expect(await gate.quiesce(site.service)).toEqual({ connections: 2 })
    expect(map('live')).toEqual({})
  })

  test('usage tells how long ago, and what is open', async () => {
    const site = service()
    runtime.table = usageOf(site.service, 0, week - 90_000)
    expect(await gate.usage()).toEqual({ services: [{ service: site.service, idleMs: 90_000, connections: 0, live: null }] })
  })

  test('a service that moved is not found at its old address', async () => {
    const site = service()
    await gate.putTenant(tenant, routes([site]))
    runtime.maps.set(files(state).map('live'), new Map([[site.service, site.address]]))
    await gate.putTenant(tenant, routes([{ ...site, address: '10.88.200.1' }], { generation: 2 }))
    expect(map('live')).toEqual({})
  })

  test('who waits does not wait for the entry, and one that is taken away does not come back', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const site = service({ address: '127.0.0.1' })
    await gate.putTenant(tenant, routes([site]))
    let write: () => void = () => undefined
    runtime.held = new Promise((resolve) => {
      write = resolve
    })
    const asked = { service: site.service, address: '127.0.0.1', port, probe: 'connect' as const, deadlineMs: 20_000 }
    await gate.answering(asked, AbortSignal.timeout(30_000))
    const quiet = gate.quiesce(site.service)
    write()
    runtime.held = Promise.resolve()
    await quiet
    expect(map('live')).toEqual({})
    await new Promise((resolve) => server.close(resolve))
  })

  test('nobody can point a service at another address', async () => {
    const site = service()
    await gate.putTenant(tenant, routes([site]))
    const asked = { service: site.service, address: '10.88.77.77', port: 80, probe: 'connect' as const, deadlineMs: 1000 }
    await expect(gate.answering(asked, AbortSignal.timeout(5000))).rejects.toMatchObject({ code: 'conflict' })
  })
})
