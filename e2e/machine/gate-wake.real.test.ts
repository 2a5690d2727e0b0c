import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { bridges } from '../../contracts/zones.ts'
import { engine, inside, program } from './support/engine.ts'
import { api, ask, gate, powerOf, talk, wakesOf } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { removeLeftovers, rival } from './support/leftovers.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'gatewake'
const host = 'www.gatewake.test'
let made: Awaited<ReturnType<typeof site>>
let folder: string

beforeAll(async () => {
  await removeLeftovers()
  made = await site(name, [host])
  folder = mkdtempSync(join(tmpdir(), 'reeve-wake-'))
  const pages = join(folder, 'site')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.php'), '<?php echo strlen(file_get_contents("php://input"));')
  await reeve('site', 'deploy', '--service', `${name}/www`, pages)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeTenant(name)
})

const power = () => powerOf(made.tenant, made.service)
const becomes = (state: string, seconds: number) => until(`the VPS is ${state}`, power, (seen) => seen === state, seconds)
const instance = () => `/1.0/instances/${made.service}?project=${projectOf(made.tenant)}`
const keys = async () => (await engine<{ config: Record<string, string> }>(instance())).config
const stop = () => reeve('service', 'sleep', `${name}/www`, '--stop')

test('fifty clients at once wake a stopped service once, and all are answered', async () => {
  await stop()
  const before = (await wakesOf(made.service)).length
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(host)))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
  const wakes = await until(
    'the wake is told',
    () => wakesOf(made.service),
    (seen) => seen.length > before,
    30,
  )
  expect(wakes).toHaveLength(before + 1)
  expect(wakes[0]).toMatchObject({ from: 'stopped', by: `host ${host}`, error: null })
  expect(wakes[0]?.milliseconds).toBeGreaterThanOrEqual(wakes[0]?.engineMilliseconds ?? 0)
})

test('a large upload that wakes the service arrives whole', async () => {
  await stop()
  const file = join(folder, 'large')
  writeFileSync(file, Buffer.alloc(5_000_000, 'x'))
  const argv = ['-sS', '--max-time', '90', '-H', 'Expect:', '-H', `Host: ${host}`, '--data-binary', `@${file}`, `http://${gate}/`]
  expect(await program('curl', argv)).toMatchObject({ status: 0, stdout: '5000000' })
})

test('what is done to a tenant that was made a moment ago is heard at once, not with the next list of all instances', async () => {
  const host = 'www.gateheard.test'
  const answers = async (wanted: number) => {
    const seen = await until(
      `the site answers ${wanted}`,
      () => get(host),
      ({ status }) => status === wanted,
      10,
    )
    expect(seen.status).toBe(wanted)
  }
  await site('gateheard', [host])
  try {
    const shown = await until(
      'the new service is observed',
      () => reeve<{ power: string }>('service', 'show', 'gateheard/www'),
      ({ power }) => power === 'stopped',
      10,
    )
    expect(shown.power).toBe('stopped')
    for (let turn = 0; turn < 3; turn += 1) {
      await reeve('tenant', 'suspend', 'gateheard')
      await answers(503)
      await reeve('tenant', 'resume', 'gateheard')
      await answers(200)
    }
  } finally {
    await removeTenant('gateheard')
  }
})

test('left alone it freezes, then stops; each time the next request is answered', { timeout: 300_000 }, async () => {
  await stop()
  await api.services.update.mutate({ service: made.service, idle: { freezeAfterSeconds: 2, stopAfterSeconds: 15 } })
  await until('the new policy', keys, (seen) => seen['user.reeve.freeze-after'] === '2', 60)
  // The agent that put the files there keeps the VPS awake for a while; here that is over at once.
  await engine(instance(), 'PATCH', { config: { 'user.reeve.busy-until': '0' } })
  await get(host)
  await becomes('frozen', 60)
  expect((await get(host)).status).toBe(200)
  await becomes('frozen', 60)
  await becomes('stopped', 90)
  const before = (await wakesOf(made.service)).length
  expect((await get(host)).status).toBe(200)
  const wakes = await until(
    'the wake is told',
    () => wakesOf(made.service),
    (seen) => seen.length > before,
    30,
  )
  expect(wakes[0]).toMatchObject({ from: 'stopped', error: null })
})

test('one that somebody stops behind the keep’s back while it is frozen is woken by the next request', async () => {
  await get(host)
  await until(
    'the service freezes',
    () => reeve('service', 'sleep', `${name}/www`).catch(() => undefined),
    (done) => done !== undefined,
    60,
  )
  await becomes('frozen', 10)
  await engine(`/1.0/instances/${made.service}/state?project=${projectOf(made.tenant)}`, 'PUT', { action: 'stop', force: true })
  expect((await get(host)).status).toBe(200)
})

test('an open connection with work on it keeps the service awake', async () => {
  const { socket, answer } = await talk(gate, 80, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 200/)
  // A body that is still on its way: the request is not over.
  socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\nhalf`)
  const outcome = await reeve('service', 'sleep', `${name}/www`).catch((error: Error) => error.message)
  expect(outcome).toContain('conflict')
  expect(await power()).toBe('running')
  socket.destroy()
})

test('a service that cannot start says so, and is not tried again by every request', async () => {
  await api.services.update.mutate({ service: made.service, idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 } })
  // A new configuration forgives a failure: here it has to be in place before there is one.
  await until('the new policy', keys, (seen) => seen['user.reeve.freeze-after'] === '0', 60)
  await stop()
  const { expanded_devices: devices } = await engine<{ expanded_devices: { eth0: { hwaddr: string } } }>(instance())
  // Another instance on the same wire has its hardware address: the engine refuses to start it.
  const eth0 = { type: 'nic', network: bridges.tenants.name, hwaddr: devices.eth0.hwaddr, name: 'eth0' }
  const root = { type: 'disk', path: '/', pool: 'reeve-roots' }
  await engine('/1.0/instances?project=default', 'POST', { name: rival, source: { type: 'none' }, devices: { eth0, root } })
  try {
    const before = (await wakesOf(made.service)).length
    for (let turn = 0; turn < 5; turn += 1) {
      const page = await get(host)
      expect(page.status).toBe(503)
      expect(page.body).toContain('could not be started')
      expect(Number(page.headers['retry-after'])).toBeGreaterThan(0)
    }
    const wakes = await until(
      'the failed wake is told',
      () => wakesOf(made.service),
      (seen) => seen.length > before,
      30,
    )
    expect(wakes).toHaveLength(before + 1)
    expect(wakes[0]?.error).not.toBeNull()
  } finally {
    await engine(`/1.0/instances/${rival}?project=default`, 'DELETE')
  }
  // A person need not wait until the machine would try again.
  await reeve('service', 'wake', `${name}/www`)
  expect((await get(host)).status).toBe(200)
})

describe('raw connections are held until their service is awake, and lose nothing', () => {
  test('SSH by its own address', async () => {
    const key = join(folder, 'key')
    await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const publicKey = readFileSync(`${key}.pub`, 'utf8').trim()
    const service = await reeve<{ id: string; ownAddress: string }>(
      ...[
        'service',
        'create',
        '--tenant',
        name,
        '--kind',
        'ssh',
        '--name',
        'shell',
        '--set',
        `authorizedKeys=${JSON.stringify([publicKey])}`,
      ],
    )
    const quiet = ['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(folder, 'hosts')}`, '-o', 'BatchMode=yes', '-i', key]
    const remote = (command: string) => program('ssh', [...quiet, `tenant@${service.ownAddress}`, command])
    expect(await remote('echo $((6 * 7))')).toMatchObject({ status: 0, stdout: '42\n' })
    await reeve('service', 'sleep', `${name}/shell`)
    expect(await powerOf(made.tenant, service.id)).toBe('frozen')
    const large = join(folder, 'large-in')
    writeFileSync(large, Buffer.alloc(3_000_000, 'y'))
    const counted = await program('sh', ['-c', 'exec ssh "$@" wc -c < "$0"', large, ...quiet, `tenant@${service.ownAddress}`])
    expect(counted).toMatchObject({ status: 0, stdout: '3000000\n' })
    const [wake] = await until(
      'the wake is told',
      () => wakesOf(service.id),
      (seen) => seen.length >= 2,
      30,
    )
    expect(wake?.by).toBe(`address ${service.ownAddress}:22`)

    const held = await talk(service.ownAddress, 22)
    expect(held.answer).toMatch(/^SSH-2\.0-/)
    await expect(reeve('service', 'sleep', `${name}/shell`)).rejects.toThrow('conflict')
    held.socket.destroy()
  })

  test('PostgreSQL by its own address, and by the name of the database', async () => {
    const password = 'a long enough password'
    writeFileSync(join(folder, 'password'), `${password}\n`)
    writeFileSync(join(folder, 'pgpass'), `*:*:*:*:${password}\n`, { mode: 0o600 })
    const service = await reeve<{ id: string; ownAddress: string }>(
      ...['service', 'create', '--tenant', name, '--kind', 'postgresql', '--name', 'data', '--password-file', join(folder, 'password')],
      ...['--set', 'databases=["gatewake_shop"]', '--set', 'owner=shop'],
    )
    const asked = async (address: string, sslmode: string, database = 'gatewake_shop') =>
      program('psql', [
        '-XAtc',
        'select 6 * 7',
        `host=${address} user=shop dbname=${database} sslmode=${sslmode} passfile=${join(folder, 'pgpass')}`,
      ])
    expect(await asked(service.ownAddress, 'require')).toMatchObject({ status: 0, stdout: '42\n' })
    await reeve('service', 'sleep', `${name}/data`, '--stop')
    // Its neighbours: one with an address of its own, one behind the same address by another name.
    const shell = await reeve<{ id: string }>('service', 'show', `${name}/shell`)
    for (const neighbour of ['shell', 'www'])
      await until(
        `${neighbour} sleeps`,
        () => reeve('service', 'sleep', `${name}/${neighbour}`, '--stop').catch(() => undefined),
        (done) => done !== undefined,
        60,
      )
    const neighbours = () => Promise.all([shell.id, made.service].map((id) => powerOf(made.tenant, id)))
    expect(await asked(service.ownAddress, 'prefer')).toMatchObject({ status: 0, stdout: '42\n' })
    expect(await neighbours()).toEqual(['stopped', 'stopped'])
    await reeve('service', 'sleep', `${name}/data`, '--stop')
    expect(await asked(gate, 'prefer')).toMatchObject({ status: 0, stdout: '42\n' })
    expect(await neighbours()).toEqual(['stopped', 'stopped'])
    const [wake] = await until(
      'the wake is told',
      () => wakesOf(service.id),
      (seen) => seen[0]?.by === 'login gatewake_shop',
      30,
    )
    expect(wake?.from).toBe('stopped')
    const unknown = await asked(gate, 'prefer', 'nobodys')
    expect(unknown.status).not.toBe(0)
    expect(unknown.stderr).toContain('There is no such database')
  })
})

test('HAProxy, applier and waker may be killed: a sleeping service is woken again without anybody’s help', async () => {
  const victims = [
    ['gate', 'haproxy'],
    ['gate', 'applier'],
    ['keep', 'waker'],
  ] as const
  for (const [zone, process] of victims) {
    await until('the service stops', stop, () => true, 60)
    expect(await inside(zone, ['s6-svc', '-k', `/etc/s6/services/${process}`])).toMatchObject({ status: 0 })
    const seen = await until(
      `the site after ${process} died`,
      () => get(host),
      ({ status }) => status === 200,
      60,
    )
    expect(seen.status).toBe(200)
  }
})

test('a connection that is kept alive goes on after the service slept', async () => {
  await get(host)
  const { socket } = await talk(gate, 80, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await stop()
  expect(await ask(socket, host)).toBe('HTTP/1.1 200 OK')
  socket.destroy()
})
