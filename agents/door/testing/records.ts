import type { ActionInput, ActionName } from '../../../contracts/actions.ts'
import type { Actor } from '../../../contracts/envelope.ts'
import { communityTerms } from '../../../contracts/licence.ts'
import { hostRoute } from '../../../contracts/routes.ts'
import { digestOfSecret, type Finding } from '../judge/approvals.ts'
import { type Asked, judge, type Rules } from '../judge.ts'
import { parseEnvelope } from '../parse.ts'
import type { Claim, DepartedRecord, Records, ServiceRecord, TenantRecord } from '../records.ts'
import { actionOf, ceiling, limits, resources, root, serviceWish, signed } from './keep.ts'

export const now = 1_800_000_000_000
export const [acme, rival, frozen, ending, fresh] = ['taaaaaaaaaaaa', 'tbbbbbbbbbbbb', 'tcccccccccccc', 'tdddddddddddd', 'teeeeeeeeeeee']
export const [shop, blog, cold, doomed, other] = ['saaaaaaaaaaaa', 'sbbbbbbbbbbbb', 'scccccccccccc', 'sdddddddddddd', 'seeeeeeeeeeee']
export const [anna, berta] = ['paaaaaaaaaaaa', 'pbbbbbbbbbbbb']
export const [annasKey, ownersKey] = ['kaaaaaaaaaaaa', 'kbbbbbbbbbbbb']
export const [certificate, foreignCertificate] = ['caaaaaaaaaaaa', 'cbbbbbbbbbbbb']
export const upload = 'uaaaaaaaaaaaa'
export const sha256 = 'a'.repeat(64)
export const rules: Rules = {
  ceiling,
  destructivePerHour: 20,
  newPerHour: { tenants: 3, services: 5 },
  patchesPerDay: { builds: 4, roots: 6 },
  panelNames: ['panel.example.org'],
}

export const tenant = (id: string, name: string, more: Partial<TenantRecord> = {}): TenantRecord => ({
  ...{ id, name, title: `The ${name}`, limits, suspended: false, deleting: false, reseller: null },
  ...more,
})
export const service = (id: string, owner: string, name: string, more: Partial<ServiceRecord> = {}): ServiceRecord => ({
  ...{ id, tenant: owner, name, kind: 'webserver', resources, address: '10.88.1.1', ownAddress: null, ports: [], deleting: false },
  ...more,
})
const tenants = [
  tenant(acme, 'acme'),
  tenant(rival, 'rival'),
  tenant(frozen, 'frozen', { suspended: true }),
  tenant(ending, 'ending', { deleting: true }),
]
const services = [
  service(shop, acme, 'shop'),
  service(blog, rival, 'blog'),
  service(cold, frozen, 'cold'),
  service(doomed, acme, 'doomed', { deleting: true }),
]
export const keyOf = (id: string, owner: string | null) => ({
  ...{
    id,
    person: anna,
    personName: 'Anna',
    label: 'Laptop',
    tenant: owner,
    credential: `c${id}`,
    publicKey: 'AA',
    counter: 7,
    createdAt: now,
  },
})

const hours = 3_600_000
export const ours = 'sgggggggggggg'
export const theirs = 'srrrrrrrrrrrr'
const departed: Record<string, DepartedRecord> = {
  [ours]: { tenant: acme, name: 'gone', at: now, backups: 'keep' },
  [theirs]: { tenant: rival, name: 'gone', at: now, backups: 'keep' },
}
const claims: Record<string, Claim> = {
  'host:www.acme.test': { tenant: acme, releasedAt: null },
  'host:www.rival.test': { tenant: rival, releasedAt: null },
  'database:rivaldb': { tenant: rival, releasedAt: null },
  'host:mine.test': { tenant: acme, releasedAt: now - hours },
  'host:resting.test': { tenant: rival, releasedAt: now - 23 * hours },
  'host:rested.test': { tenant: rival, releasedAt: now - 24 * hours },
}

export const records = (more: Partial<Records> = {}): Records => ({
  known: () => undefined,
  tenant: (id) => tenants.find((found) => found.id === id),
  tenantsOf: (reseller) => tenants.filter((found) => found.reseller === reseller),
  resellerLimits: () => undefined,
  tenantNamed: (name) => tenants.find((found) => found.name === name),
  service: (id) => services.find((found) => found.id === id),
  servicesOf: (id) => services.filter((found) => found.tenant === id),
  certificateOwner: (id) => ({ [certificate]: acme, [foreignCertificate]: rival })[id],
  certificatesOf: (id) => (id === acme ? [certificate] : id === rival ? [foreignCertificate] : []),
  departed: (id) => departed[id],
  claim: (name) => claims[name],
  generation: (object) => (object === `tenant:${acme}` || object === `service:${shop}` ? 5 : undefined),
  administrator: (person) => (person === anna ? { person, email: 'anna@example.org', name: 'Anna', addedAt: now } : undefined),
  authenticator: (id) => (id === annasKey ? keyOf(annasKey, null) : id === ownersKey ? keyOf(ownersKey, acme) : undefined),
  authenticatorOf: (credential) => (credential === 'used' ? keyOf(annasKey, null) : undefined),
  upload: (id) => (id === upload ? { bytes: 100, sha256, tenant: acme, service: shop } : undefined),
  countSince: () => 0,
  newSince: () => ({ tenants: 0, services: 0 }),
  licence: () => ({ current: communityTerms, earlier: null }),
  totals: () => ({ tenants: 4, services: 4, nodes: 1 }),
  poolLicence: () => undefined,
  poolLicenceNamed: () => undefined,
  seatsOf: () => [],
  patchSchedule: () => undefined,
  patchSchedules: () => 0,
  acceptedSince: () => 0,
  secretDigest: () => digestOfSecret('right'),
  ...more,
})

type Valid = Extract<Finding, { kind: 'valid' }>

export interface Row<N extends ActionName = ActionName> {
  name: N
  input: ActionInput<N>
  actor?: Actor
  approval?: Finding
  more?: Partial<Records>
  badLicence?: string
}
export const row = <N extends ActionName>(name: N, input: ActionInput<N>, more: Omit<Row<N>, 'name' | 'input'> = {}): Row =>
  ({ name, input, ...more }) as Row

export function asked({ name, input, actor = root, approval = { kind: 'absent' }, badLicence }: Row, issued = now): Asked {
  const read = parseEnvelope(signed(actionOf(name, input as never, actor, issued)))
  if ('code' in read) throw new Error(read.message)
  return { parsed: read.parsed, digest: 'digest', signed: true, approval, badLicence }
}
export const verdictOf = (given: Row): string => {
  const verdict = judge(asked(given), records(given.more), rules, now)
  return verdict.kind === 'refuse' ? `${verdict.fault.code}: ${verdict.fault.message}` : verdict.kind
}

export const system: Actor = { person: 'system', role: 'administrator' }
export const owner: Actor = { person: berta, role: 'owner' }
export const member: Actor = { person: berta, role: 'member' }
export const byAnna: Valid = { kind: 'valid', authenticator: annasKey, counter: 8 }
export const byOwner: Valid = { kind: 'valid', authenticator: ownersKey, counter: 8 }
export const routes = (id: string, host: string, databases: string[] = []) => ({
  service: id,
  hosts: [hostRoute.parse({ name: host, redirectTo: null, tls: 'own' })],
  databases,
})
export const routesWish = (owned: string, ...list: ReturnType<typeof routes>[]): ActionInput<'routes.apply'> => ({
  ...{ tenant: owned, generation: 1, suspended: false, services: list },
})
export const shopWish = (more: Partial<ActionInput<'service.apply'>>) => serviceWish(acme, shop, 'shop', { generation: 6, ...more })
export const deletion = { tenant: acme, service: shop, generation: 6, name: 'shop', tenantName: 'acme', kind: 'webserver' }
export const tenantEnd = { tenant: acme, generation: 6, name: 'acme', title: 'The acme' }
export const handOver = {
  ...{ tenant: acme, name: 'acme', title: 'The acme', from: berta, fromName: 'Berta', to: anna, toName: 'Anna' },
  leaves: false,
}
export const deploy = { tenant: acme, service: shop, upload, sha256, bytes: 100, format: 'zip' as const }
export const enrol = {
  ...{ authenticator: 'kzzzzzzzzzzzz', person: berta, personName: 'Berta', label: 'Phone' },
  ...{ tenant: null as string | null, tenantName: null as string | null },
  ...{ credential: 'new', publicKey: 'AA', secret: null as string | null },
}
export const firewallWish = (owned: string, count: number): ActionInput<'firewall.tenant'> => ({
  ...{ tenant: owned, generation: 1, guard: false, plan: 'naaaaaaaaaaaa', sets: [] },
  rules: Array.from({ length: count }, (_, index) => ({
    ...{ id: `raaaaaaaaaa${'abcdefgh'[index >> 4]}${'abcdefghijklmnop'[index & 15]}`, enabled: true, direction: 'in', verdict: 'deny' },
    ...{ protocol: 'any', remote: { kind: 'any' }, ports: [], services: null, hours: null, rate: null, comment: '' },
  })) as ActionInput<'firewall.tenant'>['rules'],
})
export const certificateWish = {
  tenant: acme,
  certificate,
  names: routes(shop, 'www.acme.test').hosts.map((host) => host.name),
  chain: '',
  sealedKey: 'AA',
}
