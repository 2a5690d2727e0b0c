import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ActionInput } from '../../contracts/actions.ts'
import type { Resources } from '../../contracts/limits.ts'
import type { App } from '../app.ts'
import { as, asRoot, bigPlan, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import { type Asked, judge } from './policy.ts'

const now: Resources = { cpus: 1, memoryMiB: 128, diskMiB: 512, processes: 128 }
const limits = { ...bigPlan.limits, memoryMiB: 1024 }

describe('the rules', () => {
  const asked = (more: Partial<Asked>): Asked => ({
    ...{ by: 'member', wish: { memoryMiB: 256 }, now, others: { ...now, memoryMiB: 512 }, limits, automatic: { memoryMiB: 256 } },
    ...more,
  })
  test.each<[string, Partial<Asked>, 'grant' | 'owner' | 'administrator']>([
    ['what the plan gives on request', {}, 'grant'],
    ['the same, by the service itself', { by: 'service' }, 'grant'],
    ['more than that', { wish: { memoryMiB: 257 } }, 'owner'],
    ['what the plan says nothing of', { wish: { memoryMiB: 256, cpus: 2 } }, 'owner'],
    ['of a plan that gives nothing', { automatic: null }, 'owner'],
    ['by an owner, with room', { by: 'owner', automatic: null }, 'grant'],
    ['by an owner, without room', { by: 'owner', wish: { memoryMiB: 513 } }, 'administrator'],
    ['beyond the limits, however much the plan gives', { wish: { memoryMiB: 600 }, automatic: { memoryMiB: 9999 } }, 'administrator'],
    ['by a member who may change the service, with room', { by: 'configurer', automatic: null }, 'grant'],
    ['by a member who may change the service, without room', { by: 'configurer', wish: { memoryMiB: 513 } }, 'administrator'],
    ['by an administrator', { by: 'administrator', wish: { memoryMiB: 9999 } }, 'grant'],
    ['where others use too much already, but not of this', { others: { ...now, diskMiB: 99_999_999 } }, 'grant'],
  ])('%s', (_, more, answer) => {
    const verdict = judge(asked(more))
    expect(verdict.verdict === 'grant' ? 'grant' : verdict.decider).toBe(answer)
    expect(verdict.rule).toMatch(/^[A-Z].*\.$/)
  })
  test('what would make nothing more is refused', () => {
    expect(() => judge(asked({ wish: { memoryMiB: 128 } }))).toThrow('has 1 CPU, 128 MiB of memory, 512 MiB of disk, 128 processes already')
  })
})

describe('a request', () => {
  let door: FakeDoor
  let backend: ReturnType<typeof testBackend>
  beforeEach(() => {
    door = new FakeDoor()
    backend = testBackend({ door })
  })
  afterEach(() => backend.stop())

  async function ground() {
    const { app } = backend
    const { plan } = await asRoot(app).plans.create({ ...bigPlan, name: 'small', limits, automatic: { memoryMiB: 256 } })
    const tenant = await makeTenant(app, 'acme', plan)
    const service = await makeSite(app, tenant)
    const [owner, member] = [
      await person(app, { member: { tenant, role: 'owner' } }),
      await person(app, { member: { tenant, role: 'member' } }),
    ]
    const administrator = as(app, await person(app, { administrator: true }))
    return { app, tenant, service, owner: as(app, owner), member: as(app, member), administrator }
  }
  const memory = (memoryMiB: number, reason = '') => ({ wish: { want: 'resources' as const, amounts: { memoryMiB } }, reason })
  const given = () =>
    (door.done.findLast(({ name }) => name === 'service.apply')?.input as ActionInput<'service.apply'> | undefined)?.resources.memoryMiB

  /** What the dashboard says of requests. */
  const waiting = async (app: App) =>
    (await asRoot(app).dashboard.get()).attention.filter(({ link }) => link === '/requests').map(({ text }) => text)

  test('for a snapshot is for those who keep the data: it takes the oldest one away', async () => {
    const { app, tenant, service, member } = await ground()
    const looks = as(app, await person(app, { member: { tenant, role: 'member', rights: { all: ['see'], services: {} } } }))
    const snapshot = { service, wish: { want: 'snapshot' as const } }
    await expect(looks.requests.ask(snapshot)).rejects.toThrow('Your rights on this service do not include this')
    await member.requests.ask(snapshot)
    await quiet(app)
    expect(door.done.at(-1)).toMatchObject({ name: 'service.snapshot', input: { snapshot: expect.stringMatching(/^asked-/) } })
  })

  test('within what the plan gives is done at once, in the backend’s own name', async () => {
    const { app, service, member } = await ground()
    const view = await member.requests.ask({ service, ...memory(256) })
    expect(view).toMatchObject({
      state: 'granted',
      before: { memoryMiB: 128 },
      decidedByName: null,
      rule: expect.stringContaining('By the plan'),
    })
    await quiet(app)
    expect(given()).toBe(256)
    expect(door.done.at(-1)?.actor).toEqual({ person: 'system', role: 'administrator' })
    expect((await asRoot(app).events.list({})).events[0]).toMatchObject({ what: 'request.ask', detail: '256 MiB of memory' })
  })

  test('of a member who may change the service waits for nobody', async () => {
    const { app, tenant, service } = await ground()
    const rights = { all: ['see' as const], services: { [service]: ['see' as const, 'configure' as const] } }
    const asker = as(app, await person(app, { member: { tenant, role: 'member', rights } }))
    expect(await asker.requests.ask({ service, ...memory(512) })).toMatchObject({ state: 'granted' })
    expect(await asker.requests.ask({ service, wish: { want: 'port', firstPort: 80 } })).toMatchObject({ state: 'granted' })
  })

  test('beyond that waits for an owner, who says yes with a sentence', async () => {
    const { app, tenant, service, owner, member } = await ground()
    const { id } = await member.requests.ask({ service, ...memory(512, 'The import of the catalogue') })
    const { attention } = await owner.overview.get({ tenant })
    expect(attention).toMatchObject([
      { text: 'shop asks for 512 MiB of memory: The import of the catalogue', link: `/t/${tenant}/requests` },
    ])
    expect(await waiting(app)).toEqual([])
    await expect(member.requests.decide({ request: id, allow: true })).rejects.toThrow('Your role may not do this')
    const view = await owner.requests.decide({ request: id, allow: true, answer: 'Until Friday' })
    expect(view).toMatchObject({ state: 'granted', answer: 'Until Friday', decidedByName: expect.stringMatching(/^p/) })
    await quiet(app)
    expect(given()).toBe(512)
    await expect(owner.requests.decide({ request: id, allow: false })).rejects.toThrow('answered already')
  })

  test('beyond the limits of the tenant waits for an administrator, who gives on top of the plan', async () => {
    const { app, tenant, service, owner, administrator } = await ground()
    const { id, rule } = await owner.requests.ask({ service, ...memory(2000) })
    expect(rule).toBe('The limits of the tenant lack 976 MiB of memory. An administrator has to decide.')
    expect(await waiting(app)).toEqual(['acme/shop asks for 2000 MiB of memory.'])
    await expect(owner.requests.decide({ request: id, allow: true })).rejects.toThrow('An administrator has to decide')
    await administrator.requests.decide({ request: id, allow: true })
    await quiet(app)
    expect(given()).toBe(2000)
    expect(await owner.tenants.get({ tenant })).toMatchObject({ extra: { memoryMiB: 976 }, limits: { memoryMiB: 2000 } })
    const names = door.done.map(({ name }) => name)
    expect(names.slice(-2)).toEqual(['tenant.apply', 'service.apply'])
    expect((await asRoot(app).plans.list({})).items[0]?.limits.memoryMiB).toBe(1024)
  })

  test('that is denied or withdrawn changes nothing, and says why', async () => {
    const { app, service, owner, member } = await ground()
    const first = await member.requests.ask({ service, ...memory(512) })
    const second = await member.requests.ask({ service, ...memory(600) })
    await owner.requests.decide({ request: first.id, allow: false, answer: 'Use the cache instead' })
    await member.requests.withdraw({ request: second.id })
    await quiet(app)
    expect(given()).toBe(128)
    const { items } = await member.requests.list({ service, sort: 'createdAt', descending: true })
    expect(items).toMatchObject([{ state: 'withdrawn' }, { state: 'denied', answer: 'Use the cache instead', serviceName: 'shop' }])
    const third = await member.requests.ask({ service, ...memory(700) })
    expect(await member.requests.list({ service, answered: true, limit: 1 })).toMatchObject({ items: [{}], total: 2 })
    expect(await member.requests.list({ service, answered: false })).toMatchObject({ items: [{ id: third.id }], total: 1 })
  })

  test('is withdrawn by whoever asked, or an owner, and by no other member', async () => {
    const { app, tenant, service, owner, member } = await ground()
    const other = as(app, await person(app, { member: { tenant, role: 'member' } }))
    const { id: request } = await member.requests.ask({ service, ...memory(512) })
    await expect(other.requests.withdraw({ request })).rejects.toThrow('Whoever asked for this, or an owner')
    expect(await owner.requests.withdraw({ request })).toMatchObject({ state: 'withdrawn' })
  })

  test('cannot be made without end', async () => {
    const { service, member } = await ground()
    for (let memoryMiB = 300; memoryMiB < 305; memoryMiB += 1) await member.requests.ask({ service, ...memory(memoryMiB) })
    await expect(member.requests.ask({ service, ...memory(400) })).rejects.toThrow('5 requests of this service wait for an answer')
  })

  test.each([
    ['nothing', {}],
    ['a setting', { php: true }],
    ['more than a service can have', { cpus: 65 }],
  ])('for %s does not fit', async (_, amounts) => {
    const { service, member } = await ground()
    await expect(member.requests.ask({ service, wish: { want: 'resources', amounts: amounts as never } })).rejects.toThrow()
  })
})
