import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HostAnswer, type HostInput, type HostVerb, hostVerb } from '../../contracts/host.ts'
import { newId } from '../../contracts/ids.ts'
import { cards, endpoints, keepUsers, zones } from '../../contracts/zones.ts'
import { pki } from '../../scripts/zone/pki.mjs'
import { engine, inside, processOf, program, zoneNode } from './support/engine.ts'
import { publish } from './support/packages.ts'
import { openFrom } from './support/probe.ts'

/** Runs in a VPS; certificate and key come with the question. Prints the last line of the answer. */
const sender = `
const https = require('node:https')
const { path, body, tls } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const request = https.request({ host: '${endpoints.host.address}', port: ${endpoints.host.port}, path, method: 'POST', ...tls,
  checkServerIdentity: (_, found) => found.subject.CN === 'host' ? undefined : new Error('another server'),
  headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
  let text = ''
  answer.on('data', (part) => { text += part })
  answer.on('end', () => console.log(text.trim().split('\\n').at(-1)))
})
request.on('error', (error) => { console.error(error.message); process.exit(1) })
request.end(body)
`

const pem = (name: string) => readFileSync(join(pki, name), 'utf8')
const tlsOf = (name: string) => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`), ca: pem('ca.crt') })

/** Asks from inside the keep, as the user whose port it is. */
async function ask(verb: string, input: unknown, { as = 'patch', id = randomUUID() as string, user = keepUsers.host as number } = {}) {
  const question = JSON.stringify({ path: `/v1/${verb}`, body: JSON.stringify({ id, input }), tls: tlsOf(as) })
  const who = ['--user', String(user), '--group', String(user)]
  const argv = ['exec', 'keep', '--project', 'reeve', '-T', ...who, '--', zoneNode, '-e', sender]
  const outcome = await program('incus', argv, question, 600_000)
  if (outcome.status !== 0) throw new Error(outcome.stderr)
  return JSON.parse(outcome.stdout) as { result?: unknown; error?: { code: string; message: string } }
}
async function answer<V extends HostVerb>(verb: V, input: HostInput<V>, options?: Parameters<typeof ask>[2]): Promise<HostAnswer<V>> {
  const told = await ask(verb, input, options)
  if (told.error !== undefined) throw new Error(`${verb}: ${told.error.message}`)
  return hostVerb(verb).answer.parse(told.result) as HostAnswer<V>
}

describe('The host agent is reached from the keep alone', () => {
  test('by the user of its own agent, and by nobody from another zone', async () => {
    const target = [endpoints.host]
    const from = async (zone: string, user: number) => (await openFrom(await processOf(zone), user, [...target])).length
    expect(await from('keep', keepUsers.host)).toBe(1)
    for (const user of [0, keepUsers.door, keepUsers.guard, keepUsers.gate]) expect(await from('keep', user)).toBe(0)
    for (const zone of zones.filter((name) => name !== 'keep')) expect(await from(zone, 0)).toBe(0)
  })

  test('with a certificate that may ask, and only what it may', async () => {
    expect(await answer('status', {})).toMatchObject({ system: expect.stringMatching(/Debian|Ubuntu/) })
    expect((await ask('status', {}, { as: 'waker' })).error).toMatchObject({ code: 'forbidden' })
    expect((await ask('packages.install', { packages: [{ name: 'bash', version: '1' }] }, { as: 'host-agent' })).error?.code).toBe(
      'forbidden',
    )
    expect((await ask('shell', { command: 'id' })).error?.code).toBe('not_found')
    expect((await ask('packages.install', { packages: [{ name: '--help', version: '1' }] })).error?.code).toBe('bad_input')
  })

  test('from the machine itself there is no answer: its address is not the keep’s', async () => {
    expect(cards.keep.host[1]).not.toBe(endpoints.host.address)
    const question = JSON.stringify({ path: '/v1/status', body: JSON.stringify({ id: randomUUID(), input: {} }), tls: tlsOf('patch') })
    const outcome = await program(process.execPath, ['-e', sender], question)
    expect(outcome.status).toBe(1)
  })
})

const archive = '/var/lib/reeve-test-archive'
const source = '/etc/apt/sources.list.d/reeve-test.list'
const tiny = (version: string, postinst?: string) => ({ name: 'reeve-test-tiny', version, ...(postinst !== undefined && { postinst }) })
const wanted = (version: string) => ({ packages: [{ name: 'reeve-test-tiny', version }] })
const installed = async () => /^Version: (\S+)$/m.exec((await program('dpkg', ['-s', 'reeve-test-tiny'])).stdout)?.[1]

describe('Packages of the machine', () => {
  beforeAll(async () => {
    mkdirSync(archive, { recursive: true })
    writeFileSync(source, `deb [trusted=yes] file:${archive} ./\n`)
    await publish(archive, [tiny('1')])
    const { status, stderr } = await program('dpkg', ['-i', join(archive, 'reeve-test-tiny_1_all.deb')])
    if (status !== 0) throw new Error(stderr)
  }, 120_000)
  afterAll(async () => {
    await program('dpkg', ['--purge', 'reeve-test-tiny'])
    rmSync(source)
    rmSync(archive, { recursive: true })
    await program('apt-get', ['update'], '', 240_000)
  }, 300_000)

  test('a newer version is seen and installed; the same question again is not carried out again', async () => {
    await publish(archive, [tiny('1'), tiny('2')])
    const { packages } = await answer('packages.outdated', { refresh: true })
    expect(packages.find((found) => found.package === 'reeve-test-tiny')).toMatchObject({ installed: '1', candidate: '2' })
    const id = randomUUID()
    const done = await answer('packages.install', wanted('2'), { id })
    expect(done).toMatchObject({ outcome: 'installed', changes: [{ name: 'reeve-test-tiny', before: '1', after: '2' }] })
    expect(await installed()).toBe('2')
    expect(await answer('packages.install', wanted('2'), { id })).toEqual(done)
  })

  test('one whose own script fails goes back, and dpkg is whole', async () => {
    await publish(archive, [tiny('2'), tiny('3', 'exit 1')])
    await answer('packages.outdated', { refresh: true })
    expect(await answer('packages.install', wanted('3'))).toMatchObject({ outcome: 'restored', changes: [] })
    expect(await installed()).toBe('2')
    expect((await program('dpkg', ['--audit'])).stdout.trim()).toBe('')
  })

  test('and back to the version before on demand', async () => {
    expect(await answer('packages.restore', wanted('1'))).toMatchObject({ outcome: 'installed' })
    expect(await installed()).toBe('1')
  })
})

describe('Images of kinds', () => {
  test('a new one is built beside the old, used, and taken away', async () => {
    const kind = 'ssh'
    const { images } = await answer('image.list', { kind })
    const before = images.find((image) => image.used)
    expect(before?.packages.map(({ name }) => name)).toContain('openssh-server')
    expect(await answer('image.outdated', { kind })).toMatchObject({ fingerprint: before?.fingerprint })
    const built = await answer('image.build', { kind })
    expect(built.version > (before?.version ?? '')).toBe(true)
    const alias = () => engine<{ target: string }>(`/1.0/images/aliases/reeve-kind-${kind}`)
    expect((await alias()).target).toBe(before?.fingerprint)
    expect(await answer('image.use', { kind, fingerprint: built.fingerprint })).toEqual({ changed: true, before: before?.fingerprint })
    expect((await alias()).target).toBe(built.fingerprint)
    expect((await ask('image.drop', { fingerprint: built.fingerprint })).error?.code).toBe('conflict')
    await answer('image.use', { kind, fingerprint: before?.fingerprint ?? '' })
    expect(await answer('image.drop', { fingerprint: built.fingerprint })).toEqual({ changed: true })
    expect((await answer('image.list', { kind })).images).toEqual(images)
  }, 600_000)
})

describe("The machine's own firewall", () => {
  test('a change stands, is kept by a word over a new connection, and leaves everything of Reeve reachable', async () => {
    const as = { as: 'host-agent' }
    const { generation, keptOpen } = await answer('firewall.show', {}, as)
    expect(keptOpen).toEqual(expect.arrayContaining([80, 443]))
    // Nobody who works on this machine may lose it: the rule is about an address of the documentation.
    const rule = {
      id: newId('r'),
      enabled: true,
      verdict: 'deny' as const,
      protocol: 'tcp' as const,
      networks: ['192.0.2.0/24'],
      ports: [],
      comment: '',
    }
    const wish = { closed: false, rules: [rule], generation: generation + 1 }
    expect(await answer('firewall.apply', wish, as)).toMatchObject({ state: 'waiting' })
    expect(await answer('firewall.confirm', { generation: generation + 1 }, as)).toEqual({ changed: true })
    expect((await program('nft', ['list', 'table', 'inet', 'reeve_host'])).stdout).toContain('192.0.2.0/24')
    expect((await inside('gate', ['true'])).status).toBe(0)
    expect(await answer('status', {})).toBeDefined()
    await answer('firewall.apply', { closed: false, rules: [], generation: generation + 2 }, as)
    await answer('firewall.confirm', { generation: generation + 2 }, as)
    expect((await program('nft', ['list', 'table', 'inet', 'reeve_host'])).stdout).toBe('')
  })
})
