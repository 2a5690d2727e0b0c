import { afterAll, beforeAll, expect, test } from 'vitest'
import { actionSpec } from '../contracts/actions.ts'
import { newId } from '../contracts/ids.ts'
import { standardRights, type Verb, verb } from '../contracts/rights.ts'
import type { ActorRole } from '../contracts/roles.ts'
import { certificates, domains } from '../db/schema/index.ts'
import { permit as permitNow } from './access.ts'
import { access, type ProcedurePath, type Row } from './access-table.ts'
import { callerOf } from './auth/callers.ts'
import type { Caller } from './caller.ts'
import { root } from './caller.ts'
import { as, asRoot, bigPlan, contextFor, person, testBackend } from './testing/backend.ts'
import { FakeDoor } from './testing/fake-door.ts'
import { makeSite, makeTenant } from './testing/site.ts'
import { wants } from './testing/wants.ts'
import { appRouter } from './trpc/root.ts'
import { copyTrust } from './trust/copy.ts'

type Role =
  | 'anonymous'
  | 'suspended'
  | 'member'
  | 'member who sees nothing'
  | 'member who may everything'
  | 'owner'
  | 'owner of another tenant'
  | 'reseller'
  | 'reseller of another tenant'
  | 'support'
  | 'support that looks'
  | 'auditor'
  | 'administrator'
  | 'root'
type Which = 'own' | 'foreign' | 'absent' | 'unnamed'
/** What a member may do with the service of the own tenant, and with its whole. */
const verbsOf: Partial<Record<Role, readonly Verb[]>> = {
  member: standardRights.all,
  'member who sees nothing': [],
  'member who may everything': verb.options,
}
type Verdict = 'passes' | 'unauthenticated' | 'forbidden' | 'not_found'

const door = new FakeDoor()
const backend = testBackend({ door })
const { app, database } = backend
const callers = {} as Record<Role, Caller | null>
/** Per object: the id that is the own tenant's, one of another tenant, and one that nobody has. */
const ids = {} as Record<string, Record<Exclude<Which, 'unnamed'>, unknown>>
const paths = Object.keys(appRouter._def.procedures).sort()

beforeAll(async () => {
  const [own, foreign] = [await makeTenant(app, 'own'), await makeTenant(app, 'foreign')]
  const things = { own: await thingsOf(own, 'own'), foreign: await thingsOf(foreign, 'foreign') }
  const absent: Record<string, unknown> = {
    tenant: newId('t'),
    tenantName: { name: 'absent' },
    service: newId('s'),
    serviceName: { tenantName: 'absent', name: 'shop' },
    domain: newId('d'),
    certificate: newId('c'),
    action: '7d9c8c1e-5a0f-4a55-9c5a-0d5f0c1e2a3b',
    invitation: newId('i'),
    authenticator: newId('k'),
    alert: newId('w'),
    request: newId('q'),
    plan: newId('n'),
  }
  const looking = await person(app, { duty: 'support' })
  await as(app, looking).support.start({ tenant: own, reason: 'ticket 4711: shop is slow' })
  for (const object of Object.keys(absent))
    ids[object] = { ...ids[object], own: things.own[object], foreign: things.foreign[object], absent: absent[object] }
  callers.anonymous = null
  callers.root = root
  callers.administrator = await person(app, { administrator: true })
  callers.auditor = await person(app, { duty: 'auditor' })
  callers.support = await person(app, { duty: 'support' })
  callers['support that looks'] = again(looking)
  callers.reseller = await resellerOf(own, 'own')
  callers['reseller of another tenant'] = await resellerOf(foreign, 'foreign')
  callers.owner = await person(app, { member: { tenant: own, role: 'owner' } })
  callers.member = await person(app, { member: { tenant: own, role: 'member' } })
  const limited = (all: Verb[]) => person(app, { member: { tenant: own, role: 'member', rights: { all, services: {} } } })
  callers['member who sees nothing'] = await limited([])
  callers['member who may everything'] = await limited([...verb.options])
  callers['owner of another tenant'] = await person(app, { member: { tenant: foreign, role: 'owner' } })
  await person(app, { member: { tenant: own, role: 'owner' }, suspended: true })
  // A suspended person has no caller: their session reads as nobody's.
  callers.suspended = null
})
afterAll(() => backend.stop())

/** As a later request of the same session reads. */
const again = ({ person, session }: Caller): Caller | null => callerOf(app, { person, session })

/** Whose the tenant is from now on, and who has a plan. */
async function resellerOf(tenant: string, which: 'own' | 'foreign'): Promise<Caller | null> {
  const seller = await person(app, { duty: 'reseller' })
  const limits = { tenants: 9, services: 9000, cpus: 9000, memoryMiB: 9_000_000, diskMiB: 90_000_000, processes: 9_000_000 }
  await asRoot(app).resellers.setLimits({ person: seller.person, limits })
  await asRoot(app).tenants.update({ tenant, reseller: seller.person })
  const { plan } = await as(app, seller).plans.create(bigPlan)
  ids.plan = { ...ids.plan, [which]: plan } as (typeof ids)[string]
  return again(seller)
}

async function thingsOf(tenant: string, name: string): Promise<Record<string, unknown>> {
  const service = await makeSite(app, tenant, 'shop', [`www.${name}.test`])
  const [domain] = database.queries
    .select()
    .from(domains)
    .all()
    .filter((row) => row.tenant === tenant)
  const [action] = (await asRoot(app).actions.list({ tenant, object: service })).items
  const { invitation } = await asRoot(app).people.invite({ email: `someone@${name}.test`, role: 'member', tenant })
  const [certificate, authenticator] = [newId('c'), newId('k')]
  const dates = { notBefore: 0, notAfter: 0, createdAt: 0 }
  database.queries
    .insert(certificates)
    .values({ id: certificate, tenant, names: [], issuer: '', state: 'active', ...dates })
    .run()
  door.keys.push({ id: authenticator, tenant, person: 'root', personName: 'root', label: 'key', credential: authenticator, createdAt: 0 })
  await copyTrust(app)
  const { alert } = await asRoot(app).alerts.add({ tenant, metric: 'cpu', threshold: 1, webhook: 'https://hooks.example.org/' })
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  const request = (await member.requests.ask({ service, wish: { want: 'resources', amounts: { memoryMiB: 200 } } })).id
  const serviceName = { tenantName: name, name: 'shop' }
  return {
    tenant,
    tenantName: { name },
    service,
    serviceName,
    domain: domain?.id,
    action: action?.id,
    invitation,
    certificate,
    authenticator,
    alert,
    request,
  }
}

const inputFor = (row: Row, which: Which): unknown => {
  if (row.object === undefined || which === 'unnamed') return {}
  const { of } = row.object
  const value = ids[of]?.[which]
  return typeof value === 'object' ? value : { [of]: value }
}

/** What the table promises, worked out a second time and by other means than permit(). */
function promised(row: Row, role: Role, which: Which, changes: boolean): Verdict {
  const nobody = role === 'anonymous' || role === 'suspended'
  const mighty = role === 'administrator' || role === 'root'
  const seller = role.startsWith('reseller')
  if (row.who === 'anyone') return 'passes'
  if (nobody) return 'unauthenticated'
  if (row.who === 'root') return role === 'root' ? 'passes' : 'forbidden'
  if (row.who === 'signed in') return 'passes'
  const ofAll = mighty || (role === 'auditor' && !changes)
  if (row.object === undefined) return ofAll || (seller && row.who === 'reseller') ? 'passes' : 'forbidden'
  if (which === 'unnamed') {
    if (row.unnamed === undefined) return 'not_found'
    return row.unnamed === 'signed in' || ofAll ? 'passes' : 'forbidden'
  }
  if (which === 'absent') return 'not_found'
  if (mighty) return 'passes'
  if (role === 'auditor') return changes || row.inside ? 'forbidden' : 'passes'
  if (role === 'support') return row.who === 'support' ? 'passes' : 'not_found'
  const belongs = role.endsWith('of another tenant') === (which === 'foreign')
  if (!belongs || (row.object.of === 'plan' && !seller)) return 'not_found'
  if (role === 'support that looks') return changes || row.inside ? 'forbidden' : 'passes'
  if (seller) return row.who === 'administrator' || row.who === 'support' ? 'forbidden' : 'passes'
  const verbs = verbsOf[role]
  if (verbs === undefined) return row.who === 'member' || row.who === 'owner' ? 'passes' : 'forbidden'
  // The one service of the tenant, and what belongs to it.
  const ofService = ['service', 'serviceName', 'domain', 'action', 'request'].includes(row.object.of)
  if (ofService && !verbs.includes('see')) return 'not_found'
  return row.who === 'member' && (row.verb === undefined || verbs.includes(row.verb)) ? 'passes' : 'forbidden'
}

/** Calls with an input that no procedure's schema takes beyond the object's name: whoever passes meets `bad_input`, or an answer. */
async function verdict(path: string, role: Role, input: unknown): Promise<{ verdict: Verdict; message: string }> {
  const [group = '', name = ''] = path.split('.')
  const caller = as(app, callers[role], { local: false }) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
  try {
    const answer = await caller[group]?.[name]?.(input)
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) await firstOf(answer as AsyncIterable<unknown>)
    return { verdict: 'passes', message: '' }
  } catch (error) {
    const { cause, message } = error as { cause?: { code?: string }; message: string }
    const code = cause?.code
    const refused = code === 'unauthenticated' || code === 'forbidden' || code === 'not_found'
    return { verdict: refused ? code : 'passes', message: refused ? message : '' }
  }
}

async function firstOf(stream: AsyncIterable<unknown>): Promise<void> {
  const steps = stream[Symbol.asyncIterator]()
  await Promise.race([steps.next(), new Promise((resolve) => setTimeout(resolve, 20))])
}

test('every procedure has a row in the access table, and no row is left over', () => {
  expect(Object.keys(access).sort()).toEqual(paths)
})

const lets: Record<Row['who'], readonly ActorRole[]> = {
  anyone: ['administrator', 'reseller', 'owner', 'member', 'support'],
  'signed in': ['administrator', 'reseller', 'owner', 'member', 'support'],
  member: ['administrator', 'reseller', 'owner', 'member'],
  owner: ['administrator', 'reseller', 'owner'],
  reseller: ['administrator', 'reseller'],
  administrator: ['administrator'],
  support: ['administrator', 'support'],
  root: [],
}
test.each(Object.entries(wants))('%s is open to nobody who may not ask the keep for %s', (path, name) => {
  const row: Row = access[path as ProcedurePath]
  expect(actionSpec(name).who).toEqual(expect.arrayContaining([...lets[row.who]]))
  expect(typeOf(path)).toBe('mutation')
})

test('a procedure without a row is closed to everybody', () => {
  expect(() => permitNow(app, root, 'nothing.here' as ProcedurePath, 'query', {})).toThrow('no access rule')
})

const roles: Role[] = [
  ...(['anonymous', 'suspended', 'member', 'member who sees nothing', 'member who may everything', 'owner'] as const),
  ...(['owner of another tenant', 'reseller', 'reseller of another tenant', 'support', 'support that looks'] as const),
  ...(['auditor', 'administrator', 'root'] as const),
]
const typeOf = (path: string): string =>
  (appRouter._def.procedures[path as keyof typeof appRouter._def.procedures] as unknown as { _def: { type: string } })._def.type

/** Signing in and joining speak for themselves (own tests); with empty input they are refused in words of their own. */
const speaksForItself = (path: string): boolean =>
  ['auth.', 'setup.', 'oidc.', 'tokens.', 'support.end'].some((start) => path.startsWith(start))

test.each(paths)('%s: every role on own, foreign and absent things', async (path) => {
  const row: Row = access[path as ProcedurePath]
  const whiches: Which[] = row.object === undefined ? ['unnamed'] : ['foreign', 'absent', 'unnamed', 'own']
  const changes = typeOf(path) === 'mutation'
  for (const role of roles)
    for (const which of whiches) {
      const wanted = promised(row, role, which, changes)
      // What passes is done by the other tests; here only what changes nothing is really asked.
      if (wanted === 'passes' && (changes || speaksForItself(path))) {
        if (!speaksForItself(path)) expect(permitted(path, role, inputFor(row, which)), `${role} on ${which}`).toBe('passes')
        continue
      }
      const found = await verdict(path, role, inputFor(row, which))
      expect(found.verdict, `${role} on ${which}`).toBe(wanted)
    }
})

function permitted(path: string, role: Role, input: unknown): string {
  try {
    permitNow(app, callers[role], path as ProcedurePath, typeOf(path) as 'mutation', input)
    return 'passes'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test.each(paths.filter((path) => (access[path as ProcedurePath] as Row).object !== undefined))(
  '%s: foreign cannot be told from absent',
  async (path) => {
    const row: Row = access[path as ProcedurePath]
    const [foreign, absent] = [
      await verdict(path, 'owner', inputFor(row, 'foreign')),
      await verdict(path, 'owner', inputFor(row, 'absent')),
    ]
    expect(foreign).toEqual(absent)
    expect(foreign.verdict).toBe('not_found')
  },
)

test('lists hold nothing of another tenant', async () => {
  const owner = as(app, callers.owner ?? null)
  const lists = {
    tenants: await owner.tenants.list({}),
    services: await owner.services.list({}),
    domains: await owner.domains.list({}),
    actions: await owner.actions.list({ limit: 1000 }),
  }
  expect(JSON.stringify(lists)).toContain('www.own.test')
  expect(JSON.stringify(lists)).not.toContain('foreign')
  expect((await owner.people.list({ tenant: String(ids.tenant?.own) })).items.every(({ memberships }) => memberships.length === 1)).toBe(
    true,
  )
})

test('a page of another site changes nothing, whoever is signed in', async () => {
  for (const origin of [null, 'https://evil.example', 'null']) {
    const stranger = appRouter.createCaller(contextFor(app, callers.administrator ?? null, { origin }))
    await expect(stranger.plans.create({} as never)).rejects.toThrow('does not come from a page of this panel')
    await expect(stranger.plans.list({})).resolves.toBeDefined()
  }
})

test('people of a suspended tenant look, and change nothing; administrators do', async () => {
  const tenant = await makeTenant(app, 'sleepy')
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  await asRoot(app).tenants.suspend({ tenant })
  await expect(as(app, owner).overview.get({ tenant })).resolves.toMatchObject({ tenant: { suspended: true } })
  const asked = as(app, owner).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await expect(asked).rejects.toThrow('Ask your administrator to resume it')
  await asRoot(app).tenants.resume({ tenant })
})
