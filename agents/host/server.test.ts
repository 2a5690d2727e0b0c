import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { type HostClientName, hostClients, hostVerb, hostVerbNames, type PackagesChanged } from '../../contracts/host.ts'
import { createHostClient } from '../core/host-client.ts'
import { createLog } from '../core/log.ts'
import { serveMtls } from '../core/mtls.ts'
import { createTestAuthority } from '../core/testing/certificates.ts'
import { openHostJournal } from './journal.ts'
import { type HostHandlers, hostRoutes } from './server.ts'

const log = createLog('test', 'silent')
const wanted = [{ name: 'bash', version: '2' }]
const installed: PackagesChanged = { outcome: 'installed', changes: [], kept: [], said: '' }
let authority: Awaited<ReturnType<typeof createTestAuthority>>
let folder: string
let server: Awaited<ReturnType<typeof serveMtls>> | undefined
let calls: string[]
let handlers: Partial<HostHandlers>

beforeAll(async () => {
  authority = await createTestAuthority()
})
afterAll(() => rmSync(authority.folder, { recursive: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-host-'))
  calls = []
  handlers = {
    'packages.install': async ({ packages }, { report }) => {
      report(1, 2, 'working')
      calls.push(packages.map(({ name }) => name).join())
      return installed
    },
  }
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

async function start(from = ['127.0.0.1']): Promise<void> {
  await server?.close()
  const routes = hostRoutes(handlers as HostHandlers, await openHostJournal(join(folder, 'journal')), log)
  const listen = { address: '127.0.0.1', port: 0 }
  server = await serveMtls({ listen, tls: await authority.issue('host'), clients: hostClients, from, routes, log })
}
const client = async (name: string, from = authority) =>
  createHostClient({
    url: `https://127.0.0.1:${server?.port}`,
    tls: { ...(await from.issue(name)), authority: join(authority.folder, 'ca.crt') },
  })

test('a verb that may be asked is carried out, with progress, once for each id, also after a restart', async () => {
  await start()
  const steps: string[] = []
  const report = (step: number, of: number, text: string) => void steps.push(`${step}/${of} ${text}`)
  const patch = await client('patch')
  expect(await patch.ask('request-1', 'packages.install', { packages: wanted }, { report })).toEqual(installed)
  expect(steps).toEqual(['0/1 accepted', '1/2 working'])
  await start()
  expect(await (await client('patch')).ask('request-1', 'packages.install', { packages: wanted })).toEqual(installed)
  expect(calls).toEqual(['bash'])
})

test('the same id for something else, or from somebody else, is refused', async () => {
  await start()
  const patch = await client('patch')
  await patch.ask('request-1', 'packages.install', { packages: wanted })
  const other = patch.ask('request-1', 'packages.install', { packages: [{ name: 'dash', version: '1' }] })
  await expect(other).rejects.toMatchObject({ code: 'replay_mismatch' })
  expect(calls).toEqual(['bash'])
})

test('who asks by the id of what runs joins it; what was asked goes on without him', async () => {
  let finish: () => void = () => undefined
  let began: () => void = () => undefined
  const running = new Promise<void>((resolve) => {
    began = resolve
  })
  handlers['packages.install'] = async () => {
    calls.push('began')
    began()
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    return installed
  }
  await start()
  const patch = await client('patch')
  const gone = new AbortController()
  const first = patch.ask('request-1', 'packages.install', { packages: wanted }, { signal: gone.signal })
  await running
  gone.abort()
  await expect(first).rejects.toMatchObject({ code: 'unavailable' })
  const second = patch.ask('request-1', 'packages.install', { packages: wanted }, { report: () => finish() })
  expect(await second).toEqual(installed)
  expect(calls).toEqual(['began'])
})

test('an error that may pass is not kept, one that stands is', async () => {
  const errors = [new ReeveError('unavailable', 'Wait.'), new ReeveError('storage_full', 'Make room.')]
  handlers['packages.install'] = async () => {
    calls.push('tried')
    throw errors.shift() ?? new Error('one too many')
  }
  await start()
  const patch = await client('patch')
  const ask = () => patch.ask('request-1', 'packages.install', { packages: wanted })
  await expect(ask()).rejects.toMatchObject({ code: 'unavailable' })
  await expect(ask()).rejects.toMatchObject({ code: 'storage_full' })
  await expect(ask()).rejects.toMatchObject({ code: 'storage_full' })
  expect(calls).toHaveLength(2)
})

/** A body that fits each verb. */
const inputs: Record<string, unknown> = {
  'agent.restart': { agent: 'stats' },
  'packages.outdated': { refresh: false },
  'packages.install': { packages: wanted },
  'archives.fetch': { image: 'ab'.repeat(32), packages: ['jq'] },
  'archives.piece': { sha256: 'ab'.repeat(32), offset: 0 },
  'packages.restore': { packages: wanted },
  'image.list': { kind: 'webserver' },
  'image.outdated': { kind: 'webserver' },
  'image.build': { kind: 'webserver' },
  'image.use': { kind: 'webserver', fingerprint: 'a'.repeat(64) },
  'image.drop': { fingerprint: 'a'.repeat(64) },
  'firewall.apply': { closed: false, rules: [], generation: 1 },
  'firewall.change': { generation: 1 },
  'firewall.confirm': { generation: 1 },
}

test('every verb answers those alone who may ask it', async () => {
  await start()
  for (const name of [...hostClients, 'waker', 'backend', 'gate-agent'] as const) {
    const asking = await client(name)
    for (const verb of hostVerbNames) {
      const may = hostVerb(verb).clients.includes(name as HostClientName)
      // Without a handler, who may ask finds out by an error of another kind.
      if (may) handlers[verb] = (async () => Promise.reject(new ReeveError('not_found', 'asked'))) as never
      const asked = asking.ask(`request-${name}-${verb}`, verb, (inputs[verb] ?? {}) as never)
      await expect(asked, `${name} ${verb}`).rejects.toMatchObject({ code: may ? 'not_found' : 'forbidden' })
    }
  }
})

test('what does not fit its schema is refused before anything happens', async () => {
  await start()
  const patch = await client('patch')
  for (const packages of [
    [],
    [{ name: '-o', version: '1' }],
    [{ name: 'bash', version: '1; id' }],
    [{ name: 'bash=1', version: '1' }],
    [{ name: 'bash', version: '1-' }],
  ]) {
    await expect(patch.ask('request-2', 'packages.install', { packages })).rejects.toMatchObject({ code: 'bad_input' })
  }
  for (const id of ['short', '../../../etc/passwd', 'with space here'])
    await expect(patch.ask(id, 'packages.install', { packages: wanted })).rejects.toMatchObject({ code: 'bad_input' })
  await expect(patch.ask('request-3', 'image.build', { kind: '../etc' })).rejects.toMatchObject({ code: 'bad_input' })
  expect(calls).toEqual([])
})

test('the right name by another authority, and the right certificate from another address, get no connection', async () => {
  await start()
  const foreign = await createTestAuthority()
  const stranger = await client('patch', foreign)
  await expect(stranger.ask('request-4', 'status', {})).rejects.toMatchObject({ code: 'unavailable' })
  rmSync(foreign.folder, { recursive: true })
  await start(['10.87.14.3'])
  await expect((await client('patch')).ask('request-5', 'status', {})).rejects.toMatchObject({ code: 'unavailable' })
})
