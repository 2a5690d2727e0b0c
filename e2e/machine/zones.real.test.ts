import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { bridges, cards, keepUsers, openPorts, serviceAddresses, type Zone, zones } from '../../contracts/zones.ts'
import { engine, inside, processOf, program } from './support/engine.ts'
import { listeningPorts, openFrom, type Target } from './support/probe.ts'
import { reeve, removeTenant, site } from './support/site.ts'

type Place = Zone | 'host' | 'tenant' | 'stranger'

/** Users whose connections the keep's firewall tells apart; every other zone is tried as its root. */
const keepUserIds: Record<string, number> = { root: 0, ...keepUsers }
/** What each user in the keep may open: the engine is the guard's, the gate is the waker's, the gate agent's and that of stats, the host agent's port that of the agents host, patch, backup and services, the vault that of backup. */
const keepMay: Record<string, { to: Place; port: number }[]> = {
  guard: [{ to: 'host', port: 8443 }],
  waker: [{ to: 'gate', port: 7444 }],
  gate: [{ to: 'gate', port: 7444 }],
  stats: [{ to: 'gate', port: 7444 }],
  host: [{ to: 'host', port: 8444 }],
  patch: [{ to: 'host', port: 8444 }],
  services: [{ to: 'host', port: 8444 }],
  backup: [
    { to: 'host', port: 8444 },
    { to: 'vault', port: 7447 },
  ],
}

let tenants: { tenant: string; service: string; address: string }[] = []
const processes = new Map<Place, number>()
const addresses = new Map<Place, string[]>()
let targets: (Target & { place: Place })[] = []

const hostAddresses = () =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((a) => a.family === 'IPv4' && !a.internal).map((a) => a.address))

beforeAll(async () => {
  tenants = [await site('zones-one'), await site('zones-two')]
  for (const zone of zones) processes.set(zone, await processOf(zone))
  processes.set('host', 0)
  for (const [index, place] of (['tenant', 'stranger'] as const).entries()) {
    const one = tenants[index]
    if (one === undefined) throw new Error('no tenant')
    await reeve('service', 'wake', one.service)
    processes.set(place, await processOf(one.service, projectOf(one.tenant)))
    addresses.set(place, [one.address])
  }
  for (const zone of zones)
    addresses.set(
      zone,
      Object.values(cards[zone]).map(([, address]) => address),
    )
  // The gate answers all addresses that services own; this one is nobody's.
  addresses.get('gate')?.push(serviceAddresses.replace('.0/20', '.9'))
  // A machine has addresses that are none of Reeve's business; those on Reeve's bridges are.
  const ours: string[] = Object.values(bridges).flatMap((bridge) => (bridge.host === undefined ? [] : [bridge.host]))
  addresses.set(
    'host',
    hostAddresses().filter((address) => ours.includes(address)),
  )
  const ports = new Set([...openPorts.map((open) => open.port), ...[...processes.values()].flatMap(listeningPorts)])
  targets = [...addresses].flatMap(([place, list]) => list.flatMap((address) => [...ports].map((port) => ({ place, address, port }))))
}, 240_000)

afterAll(async () => {
  for (const one of tenants) await removeTenant(one.tenant)
}, 240_000)

/** The host routes what is not on one of its bridges out of the machine, where nobody of ours is: such an address it cannot reach. */
async function onOurBridges<T extends Target>(list: T[]): Promise<T[]> {
  const device = new Map<string, string>()
  for (const address of new Set(list.map((target) => target.address))) {
    const route = await program('ip', ['route', 'get', address])
    device.set(address, / dev (\S+)/.exec(route.stdout)?.[1] ?? '')
  }
  return list.filter((target) => device.get(target.address)?.startsWith('rv-'))
}

/** What was found open from a place, as lines such as "gate 80", without the place itself. */
async function found(from: Place, user: number): Promise<string[]> {
  const process = processes.get(from) ?? Number.NaN
  const tried = targets.filter((target) => target.place !== from)
  const open = await openFrom(process, user, from === 'host' ? await onOurBridges(tried) : tried)
  const places = open.map((hit) => targets.find((target) => target.address === hit.address && target.port === hit.port)?.place)
  return [...new Set(open.map((hit, index) => `${places[index]} ${hit.port}`))].sort()
}

const wanted = (from: Place, running: Set<number>): string[] =>
  openPorts
    .filter((open) => open.from === from)
    .flatMap((open) => (open.to === 'tenant' ? [`tenant ${open.port}`, `stranger ${open.port}`] : [`${open.to} ${open.port}`]))
    // A website's VPS listens at its own ports only; the other ports of the table belong to other kinds.
    .filter((line) => !/^(tenant|stranger) /.test(line) || running.has(Number(line.split(' ')[1])))
    .sort()

describe('Between zones everything is closed that the table does not open', () => {
  test('the five zones are unprivileged instances of the project reeve', async () => {
    const list = await engine<{ name: string; config: Record<string, string> }[]>('/1.0/instances?project=reeve&recursion=1')
    expect(list.map((instance) => instance.name).sort()).toEqual([...zones].sort())
    for (const instance of list) expect(instance.config['security.privileged'] ?? 'false').toBe('false')
  })

  test.each(['panel', 'backend', 'vault', 'gate', 'host', 'tenant'] as const)('from %s', async (from) => {
    const running = new Set(listeningPorts(processes.get('tenant') ?? 0))
    expect(await found(from, 0)).toEqual(wanted(from, running))
  })

  test.each(Object.keys(keepUserIds))('from the keep, as %s', async (user) => {
    const expected = (keepMay[user] ?? []).map((open) => `${open.to} ${open.port}`).sort()
    expect(await found('keep', keepUserIds[user] ?? Number.NaN)).toEqual(expected)
  })

  test("the keep's users together open what the table says", () => {
    const all = Object.values(keepMay)
      .flat()
      .map((open) => `${open.to} ${open.port}`)
    const table = openPorts.filter((open) => open.from === 'keep').map((open) => `${open.to} ${open.port}`)
    expect([...new Set(all)].sort()).toEqual(table.sort())
  })
})

describe('two customers on one machine', () => {
  const [one, other] = ['tenant', 'stranger'] as const
  const processOfPlace = (place: Place) => processes.get(place) ?? Number.NaN
  const within = (place: typeof one | typeof other, argv: string[]) => {
    const made = tenants[place === one ? 0 : 1]
    return inside(made?.service ?? '', argv, { project: projectOf(made?.tenant ?? '') })
  }
  /** First id of the host that root of the VPS is, and how many there are. */
  const idsOf = (place: Place) => {
    const [, first = 0, count = 0] = readFileSync(`/proc/${processOfPlace(place)}/uid_map`, 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number)
    return { first, count }
  }

  beforeAll(async () => {
    for (const { service } of tenants) await reeve('service', 'wake', service)
  })

  test('share no namespace with each other or with the machine', () => {
    for (const kind of ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']) {
      const of = (process: number | 'self') => readlinkSync(`/proc/${process}/ns/${kind}`)
      expect(new Set([of('self'), of(processOfPlace(one)), of(processOfPlace(other))]).size, kind).toBe(3)
    }
  })

  test('have no user id of the machine in common, and neither have their files', () => {
    const [mine, theirs] = [idsOf(one), idsOf(other)]
    expect(Math.min(mine.first, theirs.first)).toBeGreaterThanOrEqual(100_000)
    expect(mine.first + mine.count <= theirs.first || theirs.first + theirs.count <= mine.first).toBe(true)
    // The site's own user is 1000 in either VPS.
    for (const place of [one, other]) expect(lstatSync(`/proc/${processOfPlace(place)}/root/srv/www`).uid).toBe(idsOf(place).first + 1000)
  })

  test('see nothing of each other, not even as root: no process, no volume, no device', async () => {
    const listed = await within(one, ['sh', '-c', 'for p in /proc/[0-9]*; do readlink $p/ns/pid; done | sort -u'])
    expect(listed.stdout.trim()).toBe(readlinkSync(`/proc/${processOfPlace(one)}/ns/pid`))
    for (const process of [processOfPlace(other), processOfPlace('gate')]) {
      // By a number that the VPS has itself it would be its own.
      if ((await within(one, ['test', '-e', `/proc/${process}`])).status !== 0)
        expect((await within(one, ['sh', '-c', `kill -0 ${process}`])).stderr).toContain('No such process')
    }
    expect(await processOf(tenants[1]?.service ?? '', projectOf(tenants[1]?.tenant ?? ''))).toBe(processOfPlace(other))
    expect((await within(one, ['ls', '/var/lib/incus'])).status).not.toBe(0)
    expect((await within(one, ['mknod', '/tmp/disk', 'b', '8', '0'])).stderr).toContain('Operation not permitted')
    expect((await within(one, ['sh', '-c', 'mkdir -p /tmp/all && mount -t btrfs /dev/sda /tmp/all'])).status).not.toBe(0)
  })
})
