import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { confirmSeconds, type Rule } from '../../../../contracts/firewall.ts'
import type { InstallationWish, TenantWish } from '../../../../contracts/gate.ts'
import { newId } from '../../../../contracts/ids.ts'
import { openStore, type Store } from '../store.ts'
import { createFirewall, type Firewall, type Wish } from './firewall.ts'
import { openGateGuard } from './guard.ts'
import { FakeKernel } from './testing/kernel.ts'

let state: string
let kernel: FakeKernel
let store: Store
let firewall: Firewall
let clock = 0
const [tenant, rival, service, plan] = [newId('t'), newId('t'), newId('s'), newId('n')]

const open = async () => {
  store = await openStore(state)
  firewall = createFirewall({
    records: store.firewall,
    routes: store.tenants,
    kernel,
    guard: await openGateGuard(state, () => clock),
    now: () => clock,
  })
}
beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'reeve-firewall-'))
  kernel = new FakeKernel()
  clock = 1_800_000_000_000
  await open()
  const place = { service, hosts: [], databases: [], address: '10.88.1.1', ownAddress: '10.87.16.4', ports: [{ name: 'ssh', port: 22 }] }
  await store.putTenant(tenant, { generation: 1, suspended: false, services: [place] })
  await firewall.bring()
})
afterEach(() => rmSync(state, { recursive: true }))

const rule = (change: Partial<Rule> = {}): Rule => ({
  ...{ id: newId('r'), enabled: true, direction: 'in', verdict: 'deny', protocol: 'tcp', ports: [{ from: 5432, to: 5432 }] },
  ...{ remote: { kind: 'networks', networks: ['192.0.2.0/24'] }, services: null, hours: null, rate: null, comment: '' },
  ...change,
})
const installation = (generation: number, rules: Rule[], more: Partial<InstallationWish> = {}): InstallationWish => ({
  ...{ generation, guard: false, rules, plans: [], sets: [] },
  ...more,
})
const ofTenant = (generation: number, rules: Rule[], more: Partial<TenantWish> = {}): TenantWish => ({
  ...{ generation, guard: false, plan, rules, sets: [] },
  ...more,
})
const applyOr = async (takeBack: () => Promise<void>) => {
  try {
    await firewall.bring()
  } catch (error) {
    await takeBack()
    throw error
  }
}
const put = (key: string, wish: Wish) => firewall.put(key, wish, applyOr)
const globalRules = () => kernel.chain('global_in')

test('rules stand in the kernel, with a new generation for each change and none for the same wish again', async () => {
  const before = kernel.standing.generation ?? 0
  expect(await put('installation', installation(1, [rule()]))).toEqual({ state: 'applied', changed: true, confirmBy: null })
  expect(kernel.standing.generation).toBe(before + 1)
  expect(globalRules()).toHaveLength(1)
  expect(await put('installation', installation(2, store.firewall.installation.items.get('installation')?.rules ?? []))).toMatchObject({
    changed: false,
  })
  expect(kernel.standing.generation).toBe(before + 1)
  await expect(put('installation', installation(1, []))).rejects.toMatchObject({ code: 'stale_generation' })
})

test('what the kernel refuses is taken back', async () => {
  await put('installation', installation(1, [rule()]))
  kernel.refused = '198.51.100.0/24'
  const bad = rule({ remote: { kind: 'networks', networks: ['198.51.100.0/24'] } })
  await expect(put('installation', installation(2, [bad]))).rejects.toThrow('refuses')
  kernel.refused = undefined
  expect(store.firewall.installation.items.get('installation')?.generation).toBe(1)
})

test('the table that somebody else took away is made anew', async () => {
  await put('installation', installation(1, [rule()]))
  kernel.standing = { ...kernel.standing, generation: 77 }
  await firewall.bring()
  expect(kernel.standing.generation).toBe(78)
})

test.each([22, 80, 443])('a change about port %i waits for a word, and stands when it comes', async (port) => {
  const vital = rule({ ports: [{ from: port, to: port }] })
  const change = await put('installation', installation(1, [vital]))
  expect(change).toEqual({ state: 'waiting', changed: true, confirmBy: clock + confirmSeconds * 1000 })
  expect(globalRules()).toHaveLength(1)
  expect(firewall.maps().guard.get('applied')).toBe(String(clock))
  // The agent asks again after its own crash, and others wait.
  expect(await put('installation', installation(1, [vital]))).toEqual(change)
  await expect(put('installation', installation(2, []))).rejects.toMatchObject({ code: 'unavailable' })
  expect(await put(tenant, ofTenant(1, [rule()]))).toMatchObject({ state: 'applied' })
  clock += 29_000
  expect(await firewall.expire(() => firewall.bring())).toBe(false)
  await firewall.confirm({ key: 'installation', generation: 1 })
  await firewall.confirm({ key: 'installation', generation: 1 })
  clock += 60_000
  expect(await firewall.expire(() => firewall.bring())).toBe(false)
  expect(globalRules()).toHaveLength(1)
  expect(readdirSync(join(state, 'firewall')).filter((name) => !['installation', 'sets', 'tenants', 'ended.json'].includes(name))).toEqual(
    [],
  )
})

test('without a word it goes back, the word comes too late, and the same wish does not come again by itself', async () => {
  await put('installation', installation(1, [rule()]))
  const wish = installation(2, [rule({ ports: [] })])
  await put('installation', wish)
  clock += confirmSeconds * 1000
  await expect(firewall.confirm({ key: 'installation', generation: 2 })).rejects.toMatchObject({ code: 'expired' })
  expect(await firewall.expire(() => firewall.bring())).toBe(true)
  expect(globalRules()[0]).toContain('dport { 5432 }')
  await expect(firewall.confirm({ key: 'installation', generation: 2 })).rejects.toMatchObject({ code: 'expired' })
  expect(await put('installation', wish)).toEqual({ state: 'rolled_back', changed: false, confirmBy: null })
  expect(await put('installation', { ...wish, generation: 3 })).toMatchObject({ state: 'waiting' })
})

test.each(['before', 'after'])('killed in the window and started again %s its end: it waits on, or goes back', async (when) => {
  await put('installation', installation(1, [rule({ ports: [] })]))
  if (when === 'after') clock += confirmSeconds * 1000
  await open()
  expect(await firewall.expire(() => firewall.bring())).toBe(when === 'after')
  if (when === 'before') await firewall.confirm({ key: 'installation', generation: 1 })
  await firewall.bring()
  expect(globalRules()).toHaveLength(when === 'after' ? 0 : 1)
})

test('the watchdog had the word: the confirmation is too late even before the end', async () => {
  await put('installation', installation(1, [rule({ ports: [] })]))
  expect(readFileSync(join(state, 'firewall', 'deadline-installation'), 'utf8').trim()).toBe(String(clock / 1000 + confirmSeconds + 1))
  expect(readFileSync(join(state, 'firewall', 'rollback.nft'), 'utf8')).toMatch(
    /^add table inet reeve_rules\ndelete table inet reeve_rules\n/,
  )
  renameSync(join(state, 'firewall', 'deadline-installation'), join(state, 'firewall', 'taken-installation'))
  await expect(firewall.confirm({ key: 'installation', generation: 1 })).rejects.toMatchObject({ code: 'expired' })
  expect(await firewall.expire(() => firewall.bring())).toBe(true)
  expect(globalRules()).toHaveLength(0)
  expect(existsSync(join(state, 'firewall', 'taken-installation'))).toBe(false)
})

test('a service that comes in the window is in the way back, too', async () => {
  await put('installation', installation(1, [rule({ ports: [] })]))
  const later = { service: newId('s'), hosts: [], databases: [], address: '10.88.1.2', ownAddress: null, ports: [] }
  await store.putTenant(rival, { generation: 1, suspended: false, services: [later] })
  await firewall.bring()
  const back = readFileSync(join(state, 'firewall', 'rollback.nft'), 'utf8')
  expect(back).toContain('10.88.1.2')
  expect(back).not.toContain('192.0.2.0/24')
})

test('each wish has a window of its own: a tenant’s is in nobody’s way, and the watchdog would take back both', async () => {
  const [mine, vital] = [rule({ remote: { kind: 'networks', networks: ['203.0.113.0/24'] } }), rule({ ports: [] })]
  await put(tenant, ofTenant(1, [mine], { guard: true }))
  clock += 10_000
  await put('installation', installation(1, [vital]))
  const back = readFileSync(join(state, 'firewall', 'rollback.nft'), 'utf8')
  expect(back).not.toMatch(/203\.0\.113|192\.0\.2/)
  clock += 20_000
  expect(await firewall.expire(() => firewall.bring())).toBe(true)
  expect(kernel.chain(`tenant_in_${tenant}`)).toEqual([])
  expect(globalRules()).toHaveLength(1)
  await firewall.confirm({ key: 'installation', generation: 1 })
  expect(globalRules()).toHaveLength(1)
})

test('a tenant’s rules are for his own services; others’ services, sets and rule ids are refused', async () => {
  const own = rule({ services: [service] })
  await put(tenant, ofTenant(1, [own]))
  expect(kernel.chain(`tenant_in_${tenant}`)).toEqual([expect.stringContaining('ip daddr { 10.87.16.4 } ip saddr { 192.0.2.0/24 }')])
  await expect(put(rival, ofTenant(1, [rule({ services: [service] })]))).rejects.toMatchObject({ code: 'bad_input' })
  await expect(put(rival, ofTenant(1, [{ ...rule(), id: own.id }]))).rejects.toMatchObject({ code: 'bad_input' })
  await expect(put(rival, ofTenant(1, [rule({ remote: { kind: 'set', set: newId('a') } })]))).rejects.toMatchObject({ code: 'bad_input' })
  await put(tenant, ofTenant(2, [], { plan: null }))
  expect(store.firewall.tenants.items.size).toBe(0)
})

test('a set is there before rules name it, and goes when none does', async () => {
  const set = { id: newId('a'), name: 'bad-people', networks: ['198.51.100.0/24'] }
  const named = rule({ remote: { kind: 'set', set: set.id } })
  await expect(put('installation', installation(1, [named], { sets: [set.id] }))).rejects.toMatchObject({ code: 'not_found' })
  await put(set.id, { ...set, generation: 1, guard: false })
  await put('installation', installation(1, [named], { sets: [set.id] }))
  expect(kernel.texts.at(-1)).toContain('elements = { 198.51.100.0/24 }')
  await put('installation', installation(2, []))
  expect(store.firewall.sets.items.size).toBe(0)
})
