import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HostRule } from '../../../contracts/host.ts'
import { newId } from '../../../contracts/ids.ts'
import { type HostFirewallKeeper, openHostFirewall } from './firewall.ts'
import type { HostKernel } from './kernel.ts'
import { renderHost } from './render.ts'

/** A kernel in memory. */
class FakeKernel implements HostKernel {
  text = ''
  refuses = false
  apply = async (text: string) => {
    if (this.refuses) throw new Error('the kernel refuses this')
    this.text = text
  }
  mark = async () => {
    const found = /elements = \{ (\d+) \}/.exec(this.text)?.[1]
    return found === undefined ? undefined : Number(found)
  }
}

const keptOpen = [22, 80]
const rule = (rest: Partial<HostRule>): HostRule => ({
  ...{ id: newId('r'), enabled: true, verdict: 'allow', protocol: 'tcp', networks: [], ports: [], comment: '' },
  ...rest,
})
const port = (from: number) => [{ from, to: from }]
let folder: string
let kernel: FakeKernel
let clock: number
let firewall: HostFirewallKeeper
const open = () => openHostFirewall({ folder, kernel, keptOpen, now: () => clock })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-host-firewall-'))
  kernel = new FakeKernel()
  clock = 1_000_000
  firewall = await open()
  await firewall.bring()
})
afterEach(() => rmSync(folder, { recursive: true }))

const closed = { closed: true, rules: [rule({ ports: port(9100), networks: ['192.0.2.0/24'] })], generation: 1 }

test('without a wish the machine has no table of ours', async () => {
  expect(kernel.text).toBe('')
  expect(await firewall.show()).toEqual({ closed: false, rules: [], generation: 0, keptOpen, waiting: null })
})

test('a change stands at once, and for good when it is confirmed over a new connection', async () => {
  expect(await firewall.apply(closed)).toEqual({ state: 'waiting', changed: true, confirmBy: clock + 30_000 })
  expect(kernel.text).toContain('ip saddr { 192.0.2.0/24 } tcp dport { 9100 } counter accept')
  await expect(firewall.confirm(1, clock - 1)).rejects.toMatchObject({ code: 'conflict' })
  clock += 5000
  expect(await firewall.confirm(1, clock - 100)).toEqual({ changed: true })
  expect(firewall.change(1)).toMatchObject({ state: 'applied' })
  clock += 60_000
  await firewall.look()
  expect(kernel.text).toContain('9100')
  expect(await firewall.confirm(1, clock)).toEqual({ changed: false })
})

test('without a word it goes back, and the word comes too late', async () => {
  await firewall.apply(closed)
  clock += 30_000
  await expect(firewall.confirm(1, clock)).rejects.toMatchObject({ code: 'expired' })
  await firewall.look()
  expect(kernel.text).not.toContain('table inet reeve_host {')
  expect(firewall.change(1)).toMatchObject({ state: 'rolled_back' })
  expect(await firewall.apply(closed)).toMatchObject({ state: 'rolled_back' })
  expect((await firewall.show()).closed).toBe(false)
})

test('an agent that was killed in the window takes it back at its next start; so does one that finds the watchdog was first', async () => {
  await firewall.apply(closed)
  clock += 31_000
  firewall = await open()
  await firewall.bring()
  // The next wish counts on from the one that went back.
  expect(await firewall.show()).toMatchObject({ closed: false, generation: 1, waiting: null })
  expect(kernel.text).not.toContain('9100')

  await firewall.apply({ ...closed, generation: 2 })
  renameSync(join(folder, 'deadline-host'), join(folder, 'taken-host'))
  await expect(firewall.confirm(2, clock)).rejects.toMatchObject({ code: 'expired' })
  await firewall.look()
  expect(firewall.change(2)).toMatchObject({ state: 'rolled_back' })
})

test('what the watchdog would load is the ruleset before', async () => {
  await firewall.apply(closed)
  await firewall.confirm(1, clock)
  const before = kernel.text
  await firewall.apply({ closed: false, rules: [rule({ ports: port(9200), verdict: 'deny' })], generation: 2 })
  expect(readFileSync(join(folder, 'rollback.nft'), 'utf8')).toBe(before)
})

test('rules that the kernel does not take change nothing', async () => {
  kernel.refuses = true
  await expect(firewall.apply(closed)).rejects.toMatchObject({ code: 'bad_input' })
  expect(await firewall.show()).toMatchObject({ closed: false, rules: [], waiting: null })
})

test('one change at a time, and no older wish', async () => {
  await firewall.apply({ ...closed, generation: 5 })
  await expect(firewall.apply({ ...closed, generation: 6, closed: false })).rejects.toMatchObject({ code: 'unavailable' })
  expect(await firewall.apply({ ...closed, generation: 5 })).toMatchObject({ state: 'waiting' })
  await firewall.confirm(5, clock)
  await expect(firewall.apply({ ...closed, generation: 4, closed: false })).rejects.toMatchObject({ code: 'stale_generation' })
  expect(await firewall.apply({ ...closed, generation: 6 })).toEqual({ state: 'applied', changed: false, confirmBy: null })
})

test('an agent that is told to stop takes back what waits', async () => {
  await firewall.apply(closed)
  await firewall.retreat()
  expect(kernel.text).not.toContain('9100')
  expect(firewall.change(1)).toMatchObject({ state: 'rolled_back' })
})

test('a table that somebody took away comes back', async () => {
  await firewall.apply(closed)
  await firewall.confirm(1, clock)
  kernel.text = ''
  await firewall.bring()
  expect(kernel.text).toContain('9100')
})

test('nobody is locked out: a kept port is not denied to everybody', async () => {
  const office = rule({ networks: ['192.0.2.0/24'], ports: port(22) })
  const nobody = rule({ verdict: 'deny', ports: [{ from: 20, to: 25 }] })
  await expect(firewall.apply({ closed: false, rules: [nobody], generation: 1 })).rejects.toMatchObject({ code: 'bad_input' })
  const all = rule({ verdict: 'reject', protocol: 'any', networks: ['0.0.0.0/0'] })
  await expect(firewall.apply({ closed: false, rules: [office, all], generation: 1 })).rejects.toThrow(/port 80/)
  const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((half) => rule({ verdict: 'deny', protocol: 'any', networks: [half] }))
  await expect(firewall.apply({ closed: false, rules: halves, generation: 1 })).rejects.toMatchObject({ code: 'bad_input' })
  const late = [rule({ verdict: 'deny', networks: ['192.0.0.0/16'], ports: port(22) }), office, nobody]
  await expect(firewall.apply({ closed: false, rules: late, generation: 1 })).rejects.toThrow(/port 22/)
  expect(await firewall.apply({ closed: false, rules: [office, nobody], generation: 1 })).toMatchObject({ state: 'waiting' })
})

test('what nobody may lock out stands before all rules', () => {
  const lines = renderHost({ closed: true, rules: [rule({ verdict: 'deny', protocol: 'any', networks: ['10.0.0.0/8'] })] }, keptOpen).split(
    '\n',
  )
  const at = (text: string) => lines.findIndex((line) => line.includes(text))
  for (const first of ['iifname "lo" accept', 'ct state established', 'rv-kh']) expect(at(first)).toBeLessThan(at('10.0.0.0/8'))
  expect(at('10.0.0.0/8')).toBeLessThan(at('tcp dport { 22, 80 } accept'))
  expect(lines.lastIndexOf('    counter drop')).toBeGreaterThan(at('tcp dport { 22, 80 } accept'))
})
