/** The gate's rulesets and addresses of IPv6 in a real kernel, in network namespaces of the test's own: nothing of the installation is touched. */
import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nothing, type Present, renderRuleset } from '../../agents/gate/applier/firewall/render.ts'
import type { Wanted } from '../../agents/gate/applier/firewall/wanted.ts'
import type { Rule } from '../../contracts/firewall.ts'
import * as zones from '../../contracts/zones.ts'
import { firewallOf, networkOf } from '../../scripts/zone/firewall.mjs'
import { until } from './support/http.ts'
import { makeNamespaces, type Namespaces } from './support/namespaces.ts'

const { uplink6 } = zones
const guest = '2001:db8::7'
/** Of the same /64, and of another. */
const [sibling, stranger] = ['2001:db8::8:1', '2001:db8:0:1::7']
let net: Namespaces
const servers: ChildProcess[] = []
let present: Present = nothing
let generation = 0

/** Listens at both families' ports, as HAProxy does. */
const server = `for (const port of [80, 81]) require('node:http').createServer((request, reply) => reply.end(request.socket.remoteAddress)).listen(port, '::', () => console.log('up'))`

async function ok(where: 'client' | 'gate' | 'vps', argv: string[], input?: string) {
  const { status, stderr, stdout } = await net.run(where, argv, input)
  expect({ argv, status, stderr }).toMatchObject({ status: 0 })
  return stdout
}

beforeAll(async () => {
  net = await makeNamespaces(
    [guest, sibling, stranger].map((address) => `${address}/128`),
    ['10.88.1.1'],
  )
  await ok('client', ['ip', 'address', 'add', `${uplink6.host}/64`, 'dev', 'eth0', 'nodad'])
  await ok('gate', ['nft', '-f', '-'], firewallOf(zones, 'gate'))
  await net.run('gate', ['ip', '-force', '-batch', '-'], networkOf(zones, 'gate'))
  const child = spawn('nsenter', [...net.enter('gate'), process.execPath, '-e', server], { stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
})
afterAll(async () => {
  for (const child of servers) child.kill('SIGKILL')
  await net.close()
})

const rule = (more: Partial<Rule>): Rule => ({
  ...{ id: 'raaaaaaaaaaaa', enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', remote: { kind: 'any' }, ports: [] },
  ...{ services: null, hours: null, rate: null, comment: '' },
  ...more,
})

async function apply(rules: Rule[], networks: string[] = []): Promise<void> {
  const set = { id: 'aaaaaaaaaaaaa', name: 'some', networks }
  const installation = { rules, plans: [], sets: networks.length > 0 ? [set.id] : [] }
  const wanted: Wanted = { installation, tenants: new Map(), sets: new Map([[set.id, set]]), services: [], suspended: new Set() }
  generation += 1
  const rendered = renderRuleset(wanted, generation, present)
  await ok('gate', ['nft', '-f', '-'], rendered.text)
  present = rendered.present
}

/** What the server says of whom it sees; undefined: nothing came. */
async function ask(from: string, port = 80): Promise<string | undefined> {
  const words = ['-s', '-m', '2', '--interface', from, `http://[${uplink6.gate}]:${port}/`]
  const { status, stdout } = await net.run('client', ['curl', ...words])
  return status === 0 ? stdout : undefined
}

test('a client over IPv6 comes to the world’s ports with its own address, and to no other port', async () => {
  await apply([])
  expect(await ask(uplink6.host)).toBe(uplink6.host)
  expect(await ask(guest)).toBe(guest)
  expect(await ask(guest, 81)).toBeUndefined()
})

test('rules by network, by set and by port hold for sources of IPv6, and count', async () => {
  await apply([rule({ remote: { kind: 'networks', networks: ['2001:db8::/32'] } })])
  expect(await ask(guest)).toBeUndefined()
  expect(await ask(uplink6.host)).toBe(uplink6.host)
  expect(await ok('gate', ['nft', 'list', 'counter', 'inet', 'reeve_rules', 'r_raaaaaaaaaaaa'])).toMatch(/packets [1-9]/)
  expect(await ok('gate', ['nft', 'list', 'set', 'inet', 'reeve_rules', 'lost6'])).toContain(guest)

  await apply([rule({ id: 'rbbbbbbbbbbbb', remote: { kind: 'set', set: 'aaaaaaaaaaaaa' } })], ['192.0.2.0/24', '2001:db8::/64'])
  expect(await ask(guest)).toBeUndefined()
  expect(await ask(uplink6.host)).toBe(uplink6.host)

  await apply([rule({ id: 'rcccccccccccc', protocol: 'tcp', ports: [{ from: 443, to: 443 }] })])
  expect(await ask(guest)).toBe(guest)
})

test('a limit counts a whole /64 as one source', async () => {
  await apply([rule({ id: 'rddddddddddda', verdict: 'limit', rate: { count: 2, per: 'hour' }, protocol: 'tcp' })])
  const seen: (string | undefined)[] = []
  for (const from of [guest, sibling, sibling, guest]) seen.push(await ask(from))
  expect(seen).toEqual([guest, sibling, undefined, undefined])
  expect(await ask(stranger)).toBe(stranger)
})

test('by IPv6 nothing comes from the services’ wire, and no router’s word is taken', async () => {
  await apply([])
  await ok('vps', ['ip', 'address', 'add', 'fd52:6565:7665:88::7/64', 'dev', 'eth0', 'nodad'])
  await ok('gate', ['ip', 'address', 'add', 'fd52:6565:7665:88::1/64', 'dev', 'tenants', 'nodad'])
  const asked = await net.run('vps', ['curl', '-s', '-m', '2', 'http://[fd52:6565:7665:88::1]/'])
  expect(asked.status).not.toBe(0)

  // A router's word that is true to the letter: on link, hop limit 255.
  await ok('gate', ['sysctl', '-qw', 'net.ipv6.conf.uplink.accept_ra=2'])
  const sent = await net.run('client', ['python3', '-c', advertisement])
  expect(sent).toMatchObject({ status: 0 })
  expect(await ask(uplink6.host)).toBe(uplink6.host)
  const learnt = () => ok('gate', ['ip', '-6', 'address', 'show', 'dev', 'uplink'])
  expect(await ok('gate', ['ip', '-6', 'route', 'show', 'default'])).not.toContain('proto ra')
  expect(await learnt()).not.toContain('fd00:bad')

  // Without the wall the same word is taken: it is the wall that keeps it out.
  await ok('gate', ['nft', 'flush', 'ruleset'])
  await net.run('client', ['python3', '-c', advertisement])
  await until('the forged address', learnt, (text) => text.includes('fd00:bad'))
})

/** Flags, lifetimes and one prefix (fd00:bad::/64, on link, for addresses). */
const advertisement = `
import socket, struct
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, socket.if_nametoindex('eth0'))
prefix = struct.pack('!BBBBIII', 3, 4, 64, 0xC0, 3600, 3600, 0) + socket.inet_pton(socket.AF_INET6, 'fd00:bad::')
s.sendto(struct.pack('!BBHBBHII', 134, 0, 0, 64, 0, 1800, 0, 0) + prefix, ('ff02::1', 0, 0, socket.if_nametoindex('eth0')))
`
