import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RuleContent } from '../../contracts/firewall.ts'
import { newId } from '../../contracts/ids.ts'
import { plans, services, tenants } from '../../db/schema/index.ts'
import { as, asRoot, bigPlan, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const rule = (change: Partial<RuleContent> = {}): RuleContent => ({
  ...{ enabled: true, direction: 'in', verdict: 'deny', protocol: 'tcp', ports: [{ from: 5432, to: 5432 }] },
  ...{ remote: { kind: 'networks', networks: ['198.51.100.0/24'] }, services: null, hours: null, rate: null, comment: 'no' },
  ...change,
})
const sent = (name: string) => door.done.filter((action) => action.name === name).map(({ input }) => input)

test('rules go to the gate as a whole, in their order, and the list shows them so', async () => {
  const { app } = backend
  const one = await asRoot(app).firewall.save({ rule: rule({ comment: 'one' }) })
  const two = await asRoot(app).firewall.save({ rule: rule({ comment: 'two' }) })
  await asRoot(app).firewall.move({ id: two.rule, to: 0 })
  await asRoot(app).firewall.save({ id: one.rule, rule: rule({ comment: 'one, changed' }) })
  await quiet(app)
  const last = sent('firewall.apply').at(-1) as { rules: { comment: string }[]; generation: number; guard: boolean }
  expect(last.rules.map(({ comment }) => comment)).toEqual(['two', 'one, changed'])
  expect(last).toMatchObject({ generation: 4, guard: false })
  const { layers, changes } = await asRoot(app).firewall.list({})
  expect(layers).toMatchObject([{ scope: 'global', count: 2 }])
  expect(changes).toEqual([])
  await asRoot(app).firewall.remove({ id: one.rule })
  await expect(asRoot(app).firewall.remove({ id: one.rule })).rejects.toThrow('no such rule')
})

test('a rule is put where it is wanted, new or changed, by one change', async () => {
  const { app } = backend
  const one = await asRoot(app).firewall.save({ rule: rule({ comment: 'one' }) })
  await asRoot(app).firewall.save({ rule: rule({ comment: 'first' }), to: 0 })
  await asRoot(app).firewall.save({ rule: rule({ comment: 'last' }) })
  await asRoot(app).firewall.save({ id: one.rule, rule: rule({ comment: 'one, changed' }) })
  const comments = async () => (await asRoot(app).firewall.list({})).layers[0]?.rules?.map(({ comment }) => comment)
  expect(await comments()).toEqual(['first', 'one, changed', 'last'])
  await asRoot(app).firewall.save({ id: one.rule, rule: rule({ comment: 'one, moved' }), to: 2 })
  expect(await comments()).toEqual(['first', 'last', 'one, moved'])
})

test('many rules are read from lines, looked at first, and added together or not at all', async () => {
  const { app } = backend
  const { set } = await asRoot(app).firewall.saveSet({ name: 'office', text: '192.0.2.0/24' })
  const text = [
    '# begins here',
    'deny in 203.0.113.0/24,198.51.100.7 tcp 80,443 # scanners',
    'limit in any tcp 22 10/minute',
    '',
    'allow out set:office',
    'reject in 2001:db8::/32 icmp',
  ].join('\r\n')
  const looked = await asRoot(app).firewall.importRules({ text })
  expect(looked).toMatchObject({ action: null, wrong: 0, rules: [{ comment: 'scanners' }, {}, {}, {}] })
  expect((await asRoot(app).firewall.list({})).layers).toMatchObject([{ count: 0 }])
  const added = await asRoot(app).firewall.importRules({ text, save: true })
  expect(added.action).toEqual(expect.any(String))
  const [layer] = (await asRoot(app).firewall.list({})).layers
  expect(layer?.rules).toMatchObject([
    {
      verdict: 'deny',
      remote: { networks: ['203.0.113.0/24', expect.stringContaining('198.51.100.7')] },
      ports: [{ from: 80 }, { from: 443 }],
    },
    { verdict: 'limit', rate: { count: 10, per: 'minute' }, ports: [{ from: 22, to: 22 }] },
    { verdict: 'allow', direction: 'out', remote: { kind: 'set', set }, protocol: 'any' },
    { verdict: 'reject', protocol: 'icmp' },
  ])
  const bad = await asRoot(app).firewall.importRules({
    text: 'deny in any\npermit all\nallow in set:none tcp\nallow in any tcp 1/x',
    save: true,
  })
  expect(bad).toMatchObject({ action: null, wrong: 3 })
  expect(bad.errors.map(({ line }) => line)).toEqual([2, 3, 4])
  expect(bad.errors[1]?.text).toBe('There is no set of the name none.')
  expect((await asRoot(app).firewall.list({})).layers).toMatchObject([{ count: 4 }])
})

test('a tenant has his own rules behind those of the administrator, which he does not see', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [service, foreign] = [await makeSite(app, tenant), await makeSite(app, await makeTenant(app, 'rival'))]
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  await asRoot(app).firewall.save({ rule: rule({ comment: 'a secret' }) })
  const { action } = await owner.firewall.save({ tenant, rule: rule({ services: [service] }) })
  await app.dispatcher.ended(action, 20_000)
  expect(sent('firewall.tenant')).toMatchObject([{ tenant, rules: [{ services: [service] }] }])
  const view = await owner.firewall.list({ tenant })
  expect(view.layers.map(({ scope, count, rules }) => [scope, count, rules?.length])).toEqual([
    ['global', 1, undefined],
    ['plan', 0, 0],
    ['tenant', 1, 1],
  ])
  expect(JSON.stringify(view)).not.toContain('a secret')
  const refused = { tenant, rule: rule({ services: [foreign] }) }
  await expect(owner.firewall.save(refused)).rejects.toThrow('a service that is not there')
  await expect(owner.firewall.save({ rule: rule() })).rejects.toThrow('Your role may not do this')
  await expect(owner.firewall.test({ direction: 'in', address: '192.0.2.1', protocol: 'tcp', port: 80 })).rejects.toThrow('Your role')
  await expect(
    owner.firewall.test({ tenant, service: foreign, direction: 'in', address: '192.0.2.1', protocol: 'tcp', port: 80 }),
  ).rejects.toThrow('There is no such thing')
})

test('the dry run answers with the rule that decides, and shows a tenant no more of it than he may see', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const closed = await asRoot(app).firewall.save({ rule: rule({ ports: [], comment: 'a secret' }) })
  const opened = await owner.firewall.save({ tenant, rule: rule({ verdict: 'allow', ports: [] }) })
  const packet = { tenant, service, direction: 'in', address: '198.51.100.7', protocol: 'tcp', port: 443 } as const
  expect(await asRoot(app).firewall.test(packet)).toMatchObject({ verdict: 'deny', rule: { id: closed.rule, scope: 'global', place: 1 } })
  const told = await owner.firewall.test(packet)
  expect(told).toMatchObject({ verdict: 'deny', rule: { id: null, scope: 'global', comment: '' } })
  await asRoot(app).firewall.remove({ id: closed.rule })
  expect(await owner.firewall.test(packet)).toMatchObject({ verdict: 'allow', rule: { id: opened.rule, scope: 'tenant', place: 1 } })
  expect(await owner.firewall.test({ ...packet, direction: 'out' })).toMatchObject({ verdict: 'deny', why: 'out is closed' })
})

test.each([
  ['about the port of the panel', {}, rule({ ports: [{ from: 443, to: 443 }] }), true],
  ['about the address of who asks', { address: '203.0.113.9' }, rule({ remote: { kind: 'networks', networks: ['203.0.113.0/24'] } }), true],
  ['about others', {}, rule(), false],
])('a change %s', async (_, context, content, guard) => {
  const { app } = backend
  const administrator = as(app, await person(app, { administrator: true }), context)
  await administrator.firewall.save({ rule: content })
  await quiet(app)
  expect(sent('firewall.apply').at(-1)).toMatchObject({ guard })
})

test('a change that waits asks for a word, and the word goes to the gate', async () => {
  const { app } = backend
  let confirm = (): void => undefined
  door.hold = ({ name }, progress) => {
    if (name !== 'firewall.apply') return Promise.resolve()
    progress({ step: 2, of: 2, text: 'waiting for the confirmation' })
    return new Promise((resolve) => {
      confirm = resolve
    })
  }
  const { action } = await asRoot(app).firewall.save({ rule: rule({ ports: [] }) })
  const [change] = await until(async () => {
    const changes = await asRoot(app).firewall.changes({})
    return changes[0]?.waiting ? changes : undefined
  })
  expect(change).toMatchObject({ action, generation: 1, guard: true, set: null })
  await asRoot(app).firewall.confirm({ generation: 1 })
  expect(sent('firewall.confirm')).toEqual([{ tenant: null, set: null, generation: 1 }])
  confirm()
  await app.dispatcher.ended(action, 20_000)
  expect((await asRoot(app).firewall.list({})).changes).toEqual([])
})

test('what went back in the gate goes back here, and says why', async () => {
  const { app } = backend
  const first = await asRoot(app).firewall.save({ rule: rule({ comment: 'stands' }) })
  await app.dispatcher.ended(first.action, 20_000)
  door.fail = ({ name }) => (name === 'firewall.apply' ? { code: 'conflict', message: 'Nobody confirmed the change in time.' } : undefined)
  const second = await asRoot(app).firewall.save({ rule: rule({ ports: [], comment: 'cuts off' }) })
  await app.dispatcher.ended(second.action, 20_000)
  const { layers, changes } = await asRoot(app).firewall.list({})
  expect(layers[0]?.rules?.map(({ comment }) => comment)).toEqual(['stands'])
  expect(changes).toMatchObject([{ state: 'active', error: { message: 'Nobody confirmed the change in time.' }, waiting: false }])
})

test('sets: read from text, joined, with errors by line; named ones stay', async () => {
  const { app } = backend
  const wrong = await asRoot(app).firewall.saveSet({ name: 'bad-people', text: '192.0.2.1\nnobody\n' })
  expect(wrong).toMatchObject({ action: null, wrong: 1, errors: [{ line: 2, text: 'nobody' }] })
  const saved = await asRoot(app).firewall.saveSet({ name: 'bad-people', text: '192.0.2.0/25\n192.0.2.128/25 # both halves\n' })
  expect(saved).toMatchObject({ count: 1, joined: 1, wrong: 0 })
  const more = await asRoot(app).firewall.saveSet({ id: saved.set, name: 'bad-people', text: '2001:db8::/32', add: true })
  expect(more.count).toBe(2)
  await asRoot(app).firewall.save({ rule: rule({ remote: { kind: 'set', set: saved.set } }) })
  await quiet(app)
  expect(sent('firewall.set').at(-1)).toMatchObject({ set: saved.set, networks: ['192.0.2.0/24', '2001:db8::/32'] })
  expect(sent('firewall.apply').at(-1)).toMatchObject({ sets: [saved.set] })
  expect(await asRoot(app).firewall.sets({})).toMatchObject([{ name: 'bad-people', count: 2, rules: 1, state: 'active' }])
  await expect(asRoot(app).firewall.removeSet({ id: saved.set })).rejects.toThrow('1 rules name the set bad-people')
  await expect(asRoot(app).firewall.saveSet({ name: 'bad-people', text: '' })).rejects.toThrow('There is a set bad-people already')
})

test('a tenant’s sets are his own', async () => {
  const { app } = backend
  const [tenant, rival] = [await makeTenant(app), await makeTenant(app, 'rival')]
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const stranger = as(app, await person(app, { member: { tenant: rival, role: 'owner' } }))
  const { set } = await owner.firewall.saveSet({ tenant, name: 'office', text: '192.0.2.0/24' })
  await expect(stranger.firewall.set({ tenant: rival, id: set })).rejects.toThrow('There is no such thing')
  await expect(stranger.firewall.save({ tenant: rival, rule: rule({ remote: { kind: 'set', set } }) })).rejects.toThrow(
    'a set of addresses that is not there',
  )
  const many = Array.from({ length: 5001 }, (_, index) => `10.${index >> 8}.${index & 255}.1`).join('\n')
  await expect(owner.firewall.saveSet({ tenant, name: 'many', text: many })).rejects.toThrow('may hold 5000 networks')
})

test('a plan’s rules reach its tenants, and its number of rules holds', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  const plan = database.queries.select({ plan: tenants.plan }).from(tenants).where(eq(tenants.id, tenant)).get()?.plan ?? ''
  await asRoot(app).firewall.save({ plan, rule: rule() })
  await quiet(app)
  expect(sent('firewall.tenant')).toMatchObject([{ tenant, plan }])
  database.queries
    .update(plans)
    .set({ limits: { ...bigPlan.limits, firewallRules: 1 } })
    .where(eq(plans.id, plan))
    .run()
  await asRoot(app).firewall.save({ tenant, rule: rule() })
  await expect(asRoot(app).firewall.save({ tenant, rule: rule() })).rejects.toThrow('This list may have 1 rules')
  const { limits, idle, name } = bigPlan
  await expect(asRoot(app).plans.update({ plan, name, idle, limits: { ...limits, firewallRules: 0 } })).rejects.toThrow(
    'has 1 firewall rules',
  )
})

test('a rule that somebody else changed meanwhile is not overwritten', async () => {
  const { app } = backend
  const { rule: id } = await asRoot(app).firewall.save({ rule: rule() })
  await asRoot(app).firewall.save({ id, rule: rule({ comment: 'newer' }), was: rule() })
  const late = asRoot(app).firewall.save({ id, rule: rule({ comment: 'older' }), was: rule() })
  await expect(late).rejects.toMatchObject({ cause: { code: 'changed_meanwhile' } })
})

test('an owner reaches no plan, and with it no other tenant, by naming one beside his tenant', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const plan = database.queries.select({ plan: tenants.plan }).from(tenants).where(eq(tenants.id, tenant)).get()?.plan ?? ''
  await expect(owner.firewall.save({ tenant, plan, rule: rule() })).rejects.toThrow('not of both')
  await expect(owner.firewall.list({ tenant, plan })).rejects.toThrow('not of both')
  await expect(owner.firewall.save({ plan, rule: rule() })).rejects.toThrow('Your role may not do this')
})

test('a rule for a service that is gone says so', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  database.queries.update(services).set({ goneWith: 99 }).where(eq(services.id, service)).run()
  await expect(asRoot(app).firewall.save({ tenant, rule: rule({ services: [service] }) })).rejects.toThrow('a service that is not there')
  await expect(asRoot(app).firewall.save({ tenant: newId('t'), rule: rule() })).rejects.toThrow('There is no such thing')
})
