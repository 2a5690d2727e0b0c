import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openHostFirewall } from '../../agents/host/firewall/firewall.ts'
import { createHostKernel } from '../../agents/host/firewall/kernel.ts'
import type { HostRule } from '../../contracts/host.ts'
import { newId } from '../../contracts/ids.ts'
import { repository } from '../../scripts/build/repository.mjs'
import { until } from './support/http.ts'
import { makeNamespaces, type Namespaces } from './support/namespaces.ts'

// A real kernel's nftables, in a network of the test's own: its gate stands for the machine.
const machine = '10.87.0.2'
const [office, stranger] = ['192.0.2.7', '198.51.100.9']
let network: Namespaces
let listener: ChildProcess
let folder: string

const listen = `require('node:net').createServer((s) => s.end()).listen(2222); require('node:net').createServer((s) => s.end()).listen(9100)`
const knock = `
const socket = require('node:net').connect({ host: '${machine}', port: Number(process.argv[1]), localAddress: process.argv[2], timeout: 700 })
const end = (text) => { console.log(text); process.exit() }
socket.on('connect', () => end('open')).on('error', (error) => end(error.code)).on('timeout', () => end('silent'))`
const tries = async (port: number, from: string) =>
  (await network.run('client', [process.execPath, '-e', knock, String(port), from])).stdout.trim()

const kernel = () => createHostKernel(['nsenter', ...network.enter('gate')])
const open = (now = Date.now) => openHostFirewall({ folder, kernel: kernel(), keptOpen: [2222], now })
const rule = (rest: Partial<HostRule>): HostRule => ({
  ...{ id: newId('r'), enabled: true, verdict: 'allow', protocol: 'tcp', networks: [], ports: [], comment: '' },
  ...rest,
})
const port = (from: number) => [{ from, to: from }]

beforeAll(async () => {
  network = await makeNamespaces([office, stranger], ['10.88.1.1'])
  listener = spawn('nsenter', [...network.enter('gate'), process.execPath, '-e', listen], { stdio: 'ignore' })
  await until(
    'the listeners',
    () => tries(9100, office),
    (answer) => answer === 'open',
    10,
  )
}, 60_000)
afterAll(async () => {
  listener.kill('SIGKILL')
  await network.close()
})
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-host-firewall-'))
  await (await open()).bring()
})
afterEach(async () => {
  await network.run('gate', ['nft', 'delete', 'table', 'inet', 'reeve_host'])
  rmSync(folder, { recursive: true })
})

test('a closed machine answers those whom a rule lets in; SSH answers all', async () => {
  const firewall = await open()
  await firewall.apply({ closed: true, rules: [rule({ networks: [`${office}/32`], ports: port(9100) })], generation: 1 })
  await firewall.confirm(1, Date.now())
  const found = [await tries(9100, office), await tries(9100, stranger), await tries(2222, stranger)]
  expect(found).toEqual(['open', 'silent', 'open'])
  // Loopback, whatever is closed.
  const own = `require('node:net').connect(9100, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`
  expect((await network.run('gate', [process.execPath, '-e', own])).status).toBe(0)
})

test('SSH for the office alone; others are told so at once', async () => {
  const firewall = await open()
  const rules = [rule({ networks: [`${office}/32`], ports: port(2222) }), rule({ verdict: 'reject', ports: port(2222) })]
  await firewall.apply({ closed: false, rules, generation: 1 })
  expect([await tries(2222, office), await tries(2222, stranger), await tries(9100, stranger)]).toEqual(['open', 'ECONNREFUSED', 'open'])
})

test('all of what may be written is taken by the kernel', async () => {
  const firewall = await open()
  const networks = ['192.0.2.0/24', '192.0.2.128/25', '2001:db8::/32']
  const rules = (['allow', 'deny', 'reject'] as const).flatMap((verdict) => [
    rule({ verdict, networks, protocol: 'any' }),
    rule({ verdict, networks, protocol: 'icmp' }),
    rule({ verdict, networks, protocol: 'udp', ports: [{ from: 5000, to: 5010 }] }),
  ])
  expect(await firewall.apply({ closed: true, rules, generation: 1 })).toMatchObject({ state: 'waiting' })
})

test('a change that nobody confirms goes back, also when the agent is killed in the window: by the watchdog alone', async () => {
  const late = Date.now() - 28_000
  const firewall = await open(() => late)
  await firewall.apply({ closed: true, rules: [], generation: 1 })
  expect(await tries(9100, office)).toBe('silent')
  // From here on nobody calls the agent any more.
  const script = join(repository, 'scripts/image/files/firewall-watchdog.sh')
  const watchdog = spawn('nsenter', [...network.enter('gate'), '/bin/sh', script, folder], { stdio: 'ignore' })
  try {
    await until(
      'the watchdog',
      () => tries(9100, office),
      (answer) => answer === 'open',
      20,
    )
  } finally {
    watchdog.kill('SIGKILL')
  }
  expect(existsSync(join(folder, 'restored'))).toBe(true)
  // The next start takes note, and a word comes too late.
  const again = await open()
  await again.bring()
  expect(again.change(1)).toMatchObject({ state: 'rolled_back' })
  await expect(again.confirm(1, Date.now())).rejects.toMatchObject({ code: 'expired' })
  expect(await tries(9100, stranger)).toBe('open')
})
