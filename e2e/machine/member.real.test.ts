/** A member with the rights that members have when nobody said otherwise, at the panel's real address, tries what is for owners and above. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../../agents/gate/applier/testing/certificates.ts'
import { actionSpec } from '../../contracts/actions.ts'
import { newId } from '../../contracts/ids.ts'
import { standardRights } from '../../contracts/rights.ts'
import { seal } from '../../contracts/seal.ts'
import { access, type Row } from '../../server/access-table.ts'
import { wants } from '../../server/testing/wants.ts'
import { api } from './support/gate.ts'
import { type Ask, joinTenant } from './support/session.ts'
import { reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'member'
const neighbour = 'member-next'
const host = 'www.member.test'
const account = { name: 'A member', email: `member-${randomBytes(4).toString('hex')}@real.test`, password: randomBytes(12).toString('hex') }
let own: Awaited<ReturnType<typeof site>>
let foreign: Awaited<ReturnType<typeof site>>
let member: Ask
/** One thing of the member's own tenant for everything that an input can name. */
let things: Record<NonNullable<Row['object']>['of'], Record<string, unknown>>

/** By the keep's own rules, whatever the table says: what members may not ask it for. */
const refusedByKeep = (path: string): boolean => {
  const name = wants[path as keyof typeof access]
  return name !== undefined && !actionSpec(name).who.includes('member')
}
/** Open to members by the table, each for its verb; all else is for others. */
const forOthers = ({ who, verb }: Row): boolean =>
  who === 'member' ? verb !== undefined && !standardRights.all.includes(verb) : who !== 'anyone' && who !== 'signed in'
const closed = Object.entries<Row>(access)
  .filter(([path, row]) => forOthers(row) || refusedByKeep(path))
  .map(([path]) => path as keyof typeof access)

async function putCertificate(tenant: string): Promise<string> {
  const root = await makeCertificate('An authority', undefined, { authority: true })
  const leaf = await makeCertificate(host, root, { names: [host] })
  const sealedKey = await seal((await api.certificates.sealingKey.query()).publicKey, leaf.key)
  return (await api.certificates.put.mutate({ tenant, chain: leaf.pem + root.pem, sealedKey })).certificate
}

async function makeThings(): Promise<typeof things> {
  const { tenant, service } = own
  const [domain] = (await api.domains.list.query({ tenant })).items
  const [action] = (await api.actions.list.query({ tenant, object: service })).items
  const { invitation } = await api.people.invite.mutate({ email: `next-${account.email}`, role: 'member', tenant })
  const { alert } = await api.alerts.add.mutate({ tenant, metric: 'cpu', threshold: 99, mail: [account.email] })
  const wish = { want: 'resources', amounts: { memoryMiB: 1_000_000 } }
  const asked = await member('requests.ask', { service, wish })
  if (asked.code !== null) throw new Error(`asking for more ended with ${asked.body}`)
  return {
    tenant: { tenant },
    tenantName: { name },
    service: { service },
    serviceName: { tenantName: name, name: 'www' },
    domain: { domain: domain?.id },
    certificate: { certificate: await putCertificate(tenant) },
    action: { action: action?.id },
    invitation: { invitation },
    alert: { alert },
    request: { request: (asked.data as { id: string }).id },
    plan: { plan: (await reeve<{ plan: string }>('tenant', 'show', name)).plan },
    // A key of a tenant needs a browser: this one is nobody's.
    authenticator: { authenticator: newId('k') },
  }
}

/** What a refused try must leave as it is. */
async function state() {
  const { title, plan, suspended } = await api.tenants.get.query({ tenant: own.tenant })
  const { items: services } = await api.services.list.query({ tenant: own.tenant })
  const { items: people } = await api.people.list.query({ tenant: own.tenant })
  const { items: actions } = await api.actions.list.query({ tenant: own.tenant, limit: 1000 })
  return {
    ...{ title, plan, suspended },
    services: services.map(({ id, config, resources, halted }) => ({ id, config, resources, halted })),
    people: people.map(({ id, memberships }) => ({ id, memberships })),
    askedByMember: actions.filter(({ actorName }) => actorName === account.name).map(({ words }) => words),
  }
}
let before: Awaited<ReturnType<typeof state>>

beforeAll(async () => {
  foreign = await site(neighbour)
  own = await site(name, [host])
  member = await joinTenant(name, 'member', account)
  things = await makeThings()
  before = await state()
})
afterAll(async () => {
  await removeTenant(name)
  await removeTenant(neighbour)
  await tryReeve('person', 'delete', account.email)
})

test('the session is one: what members may do is answered', async () => {
  expect(await member('services.get', { service: own.service })).toMatchObject({ code: null, data: { id: own.service } })
  expect(await member('files.list', { service: own.service, path: '' })).toMatchObject({ code: null })
})

// Whoever passes meets an input without the rest, or does it to a tenant that is of this test alone.
test.each(closed)('a member is refused %s', async (path) => {
  const { object }: Row = access[path]
  const { code } = await member(path, object === undefined ? {} : things[object.of])
  const seen = object === undefined || !['plan', 'authenticator'].includes(object.of)
  expect(code).toBe(seen ? 'forbidden' : 'not_found')
})

test('another tenant’s service reads as one that is not there', async () => {
  const [strange, absent] = [
    await member('services.get', { service: foreign.service }),
    await member('services.get', { service: newId('s') }),
  ]
  expect(strange.code).toBe('not_found')
  expect(strange.body).toBe(absent.body)
  expect((await member('services.halt', { service: foreign.service })).code).toBe('not_found')
})

test('all of it is written down: who, what, from where, and for the owner what is the tenant’s own', async () => {
  const { refusals } = await api.refusals.list.query({ limit: 500 })
  const mine = refusals.filter(({ personName }) => personName === account.name)
  const changes = closed.filter((path) => mine.some(({ procedure }) => procedure === path))
  // What is only read, or has no owner that could be told, is not there.
  expect(changes).toEqual(expect.arrayContaining(['services.delete', 'tenants.delete', 'people.remove', 'agents.restart']))
  expect(mine.every(({ address }) => /^[0-9a-f.:]+$/.test(address ?? ''))).toBe(true)
  expect(mine.find(({ procedure }) => procedure === 'services.halt')).toMatchObject({ tenant: foreign.tenant, code: 'not_found' })
  const next = await api.refusals.list.query({ tenant: foreign.tenant })
  expect(next.refusals).toMatchObject([{ procedure: 'services.halt', object: foreign.service, count: 1 }])
})

test('none of it has changed anything', async () => {
  expect(await state()).toEqual(before)
})
