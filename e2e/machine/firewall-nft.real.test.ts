/** The rendered ruleset in a real kernel, in network namespaces of the test's own: nothing of the installation is touched. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nothing, type Present, renderRuleset } from '../../agents/gate/applier/firewall/render.ts'
import { addresses, packetAtRandom, services, wantedAtRandom } from '../../agents/gate/applier/firewall/testing/wanted.ts'
import { stateOf } from '../../agents/gate/applier/firewall/wanted.ts'
import type { Rule } from '../../contracts/firewall.ts'
import { decide, type Packet } from '../../contracts/firewall-decide.ts'
import { addressOf } from '../../contracts/networks.ts'
import { forwardMark } from '../../contracts/zones.ts'
import { makeNamespaces, type Namespaces } from './support/namespaces.ts'

let net: Namespaces
let folder: string
const clients = addresses.filter((address) => !address.includes(':'))
const [ssh] = services.filter(({ ownAddress }) => ownAddress !== null)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-nft-'))
  net = await makeNamespaces(
    clients.map((address) => `${address}/32`),
    services.map(({ address }) => address),
  )
  // The part of the base firewall that lets out only what is marked.
  const base = `table inet reeve_base { chain forward { type filter hook forward priority -10; policy drop; meta mark ${forwardMark} accept; }; }`
  expect(await net.run('gate', ['nft', '-f', '-'], base)).toMatchObject({ status: 0 })
})
afterAll(async () => {
  await net.close()
  rmSync(folder, { recursive: true, force: true })
})

const nft = async (text: string) => {
  const { status, stderr } = await net.run('gate', ['nft', '-f', '-'], text)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
}

async function counters(): Promise<Map<string, number>> {
  const { stdout } = await net.run('gate', ['nft', '-j', 'list', 'counters', 'table', 'inet', 'reeve_rules'])
  const { nftables } = JSON.parse(stdout) as { nftables: { counter?: { name: string; packets: number } }[] }
  return new Map(nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])))
}

/** One packet: a datagram, the first word of a connection, or one echo. */
const sender = `
const [from, to, protocol, port] = process.argv.slice(1)
if (protocol === 'udp') {
  const socket = require('node:dgram').createSocket('udp4')
  socket.bind(0, from, () => socket.send('x', Number(port), to, () => socket.close()))
} else {
  const socket = require('node:net').connect({ host: to, port: Number(port), localAddress: from })
  socket.once('error', () => undefined)
  setTimeout(() => process.exit(0), 120)
}`

async function send(packet: Packet, own: string): Promise<void> {
  const [from, to] = packet.direction === 'in' ? [packet.address, own] : [own, packet.address]
  const where = packet.direction === 'in' ? 'client' : 'vps'
  if (packet.protocol === 'icmp') await net.run(where, ['ping', '-c1', '-W1', '-I', from, to])
  else await net.run(where, [process.execPath, '-e', sender, from, to, packet.protocol, String(packet.port)])
}

/** A machine without ping (iputils-ping) sends no echoes: TCP and UDP stand for the rest. */
const echoes = ['/bin/ping', '/usr/bin/ping'].some((path) => existsSync(path))
const skip = (packet: Packet): boolean =>
  (packet.protocol === 'icmp' && !echoes) ||
  packet.target?.shared === true ||
  addressOf(packet.address)?.family === 6 ||
  (packet.direction === 'out' && packet.target === null)

test('each packet moves the counter of the rule that the evaluator names, and of no other one', async () => {
  let present: Present = nothing
  const wishes = fc.sample(wantedAtRandom(), { numRuns: 12, seed: 42 })
  const packets = fc.sample(packetAtRandom, { numRuns: 300, seed: 42 }).filter((packet) => !skip(packet))
  for (const [index, wanted] of wishes.entries()) {
    const rendered = renderRuleset(wanted, index + 1, present)
    present = rendered.present
    await nft(rendered.text)
    for (const packet of packets.slice(index * 8, index * 8 + 8)) {
      const service = services.find((each) => each.service === packet.target?.service)
      const own = packet.direction === 'out' ? service?.address : (service?.ownAddress ?? '10.87.0.2')
      if (own === undefined || own === null) continue
      const before = await counters()
      const at = Date.now()
      await send(packet, own)
      const moved = [...(await counters())].filter(([name, count]) => count !== (before.get(name) ?? 0)).map(([name]) => name)
      const { rule, why } = decide(stateOf(wanted), { ...packet, at })
      const standing = {
        'out is closed': ['standing_outClosed'],
        suspended: ['standing_suspended'],
        'closed port': ['standing_closedPort'],
        'own networks': ['standing_ownNetworks'],
      }
      const expected = rule === null ? ((standing as Record<string, string[]>)[why] ?? []) : [`r_${rule.id}`]
      expect(moved, JSON.stringify(packet)).toEqual(expected)
    }
  }
})

const rule = (change: Partial<Rule>): Rule => ({
  ...{ id: 'raaaaaaaaaaaa', enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', ports: [], remote: { kind: 'any' } },
  ...{ services: null, hours: null, rate: null, comment: '' },
  ...change,
})
const wantedOf = (rules: Rule[]) => ({
  ...{ installation: { rules, plans: [], sets: [] }, tenants: new Map(), sets: new Map(), services, suspended: new Set<string>() },
})
const names = async (kind: string) => {
  const { stdout } = await net.run('gate', ['nft', '-j', '-t', 'list', `${kind}s`])
  const { nftables } = JSON.parse(stdout) as { nftables: Record<string, { name: string; table: string }>[] }
  return new Set(nftables.flatMap((entry) => (entry[kind]?.table === 'reeve_rules' ? [entry[kind].name] : [])))
}
const standing = async (): Promise<Present> => ({
  chains: await names('chain'),
  sets: await names('set'),
  maps: await names('map'),
  counters: await names('counter'),
})

test('counters go on over a new ruleset; what is dropped stands in the log with its rule', async () => {
  const first = renderRuleset(wantedOf([rule({})]), 90, await standing())
  await nft(first.text)
  const own = ssh?.ownAddress ?? ''
  const packet = { direction: 'in', address: clients[0] ?? '', target: null, protocol: 'tcp', port: 22, at: 0 } as const
  await send(packet, own)
  await nft(renderRuleset(wantedOf([rule({}), rule({ id: 'rbbbbbbbbbbbb' })]), 91, first.present).text)
  await send(packet, own)
  expect((await counters()).get('r_raaaaaaaaaaaa')).toBe(2)
  const { stdout } = await net.run('gate', ['nft', 'list', 'set', 'inet', 'reeve_rules', 'lost4'])
  const [mark] = [...first.marks].find(([, id]) => id === 'raaaaaaaaaaaa') ?? []
  expect(stdout).toContain(`0x${mark?.toString(16).padStart(8, '0')} . ${clients[0]} . ${own} . tcp . 22`)
})

test('who tries ports at which nothing listens is noted with each of them', async () => {
  await nft(renderRuleset(wantedOf([]), 95, await standing()).text)
  for (const port of [21, 23, 25])
    await send({ direction: 'in', address: clients[2] ?? '', target: null, protocol: 'tcp', port, at: 0 }, '10.87.0.2')
  const { stdout } = await net.run('gate', ['nft', 'list', 'set', 'inet', 'reeve_rules', 'lost4'])
  for (const port of [21, 23, 25]) expect(stdout).toContain(`0x00000005 . ${clients[2]} . 10.87.0.2 . tcp . ${port} `)
})

test('a limit lets so many pass and no more', async () => {
  const limit = rule({ id: 'rcccccccccccc', verdict: 'limit', protocol: 'tcp', rate: { count: 3, per: 'minute' } })
  const last = rule({ id: 'rdddddddddddd', verdict: 'allow' })
  await nft(renderRuleset(wantedOf([limit, last]), 92, await standing()).text)
  const packet = { direction: 'in', address: clients[1] ?? '', target: null, protocol: 'tcp', port: 5432, at: 0 } as const
  for (let count = 0; count < 5; count += 1) await send(packet, ssh?.ownAddress ?? '')
  expect((await counters()).get('r_rdddddddddddd')).toBe(3)
  expect((await counters()).get('r_rcccccccccccc')).toBe(2)
})

test('a packet with a forged address goes nowhere, and no address of Reeve is ever reached', async () => {
  await nft(renderRuleset(wantedOf([rule({ direction: 'out', verdict: 'allow' })]), 93, await standing()).text)
  await net.run('vps', ['ip', 'addr', 'add', '10.88.77.77/16', 'dev', 'eth0'])
  const to = (address: string, own: string) => send({ direction: 'out', address, target: null, protocol: 'udp', port: 53, at: 0 }, own)
  const before = await counters()
  await to(clients[0] ?? '', '10.88.77.77')
  await to('10.87.0.1', services[0]?.address ?? '')
  const moved = async (name: string) => ((await counters()).get(name) ?? 0) - (before.get(name) ?? 0)
  expect([await moved('standing_nobodys'), await moved('standing_ownNetworks')]).toEqual([1, 1])
})

test('the watchdog alone brings the old ruleset back, and leaves a confirmed one', async () => {
  const path = (name: string) => join(folder, name)
  const script = resolve(import.meta.dirname, '../../scripts/image/files/firewall-watchdog.sh')
  const old = `add table inet reeve_rules\ndelete table inet reeve_rules\n${renderRuleset(wantedOf([]), 0, nothing).text}`
  await nft(renderRuleset(wantedOf([rule({ verdict: 'deny' })]), 94, await standing()).text)
  const watch = () => spawn('nsenter', [...net.enter('gate'), '/bin/sh', script, folder], { stdio: 'ignore' })
  const until = async (what: () => boolean) => {
    for (let tries = 0; tries < 100 && !what(); tries += 1) await after(100)
    expect(what()).toBe(true)
  }
  writeFileSync(path('rollback.nft'), old)
  writeFileSync(path('deadline-installation'), `${Math.floor(Date.now() / 1000) + 2}\n`)
  // Killed in the window, and started again by its supervisor.
  watch().kill('SIGKILL')
  const second = watch()
  await until(() => existsSync(path('restored')))
  expect(existsSync(path('deadline-installation'))).toBe(false)
  expect([...(await names('counter'))].filter((name) => name.startsWith('r_'))).toEqual([])
  for (const name of ['taken-installation', 'restored']) rmSync(path(name))
  writeFileSync(path('confirmed-installation'), '')
  await after(1500)
  expect(existsSync(path('restored'))).toBe(false)
  expect(readFileSync(path('rollback.nft'), 'utf8')).toBe(old)
  second.kill('SIGKILL')
})
