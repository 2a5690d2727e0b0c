import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { resellerLimits, resources, tenantLimits } from '../../contracts/limits.ts'
import { serviceAddresses, tenantAddresses } from '../../contracts/zones.ts'
import { isServiceAddress } from '../core/addresses.ts'
import { type Answer, errorAnswer } from '../core/answers.ts'
import type { Db } from '../core/database.ts'
import { generationOf } from '../core/journal.ts'
import { claimRest, claimsOf } from './judge/objects.ts'
import type { Parsed } from './parse.ts'
import type { Claim, DepartedRecord, Records, ServiceRecord, TenantRecord } from './records.ts'

const portList = z.array(z.object({ name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), port: z.int().min(1).max(65_535) })).max(32)
const text = z.string()
const maybe = z.string().nullable()
const flag = z.int().transform((value) => value === 1)
const json = <S extends z.ZodType>(schema: S) =>
  z.string().transform((value, context): z.infer<S> => {
    const parsed = schema.safeParse(JSON.parse(value))
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', message: 'the stored value does not fit' })
    return z.NEVER
  })
const tenantRow = z.object({
  id: text,
  name: text,
  title: text,
  limits: json(tenantLimits),
  suspended: flag,
  deleting: flag,
  reseller: maybe,
})
const serviceRow = z.object({
  id: text,
  tenant: text,
  name: text,
  kind: text,
  resources: json(resources),
  address: maybe,
  ownAddress: maybe,
  ports: json(portList),
  deleting: flag,
})
const addressIn = (network: string) => text.refine((address) => isServiceAddress(network, address))
const whereabouts = z.object({ address: addressIn(tenantAddresses), ownAddress: addressIn(serviceAddresses).nullable(), ports: portList })

/** The longest that a backup can stay, and the time after that. */
const departedMs = 11 * 366 * 86_400_000

type OwnerRecords = Pick<
  Records,
  | 'tenant'
  | 'tenantNamed'
  | 'tenantsOf'
  | 'resellerLimits'
  | 'service'
  | 'departed'
  | 'servicesOf'
  | 'certificateOwner'
  | 'certificatesOf'
  | 'claim'
  | 'generation'
  | 'newSince'
>

export interface Owners extends OwnerRecords {
  /** What an accepted action takes at once, so that two at the same time cannot have it both. Inside the accepting transaction. */
  take(parsed: Parsed, now: number): void
  /**
   * What an answered action changes. Inside the transaction that stores the answer; gives the one that counts: an agent that answers with what
   * cannot be has failed.
   */
  settle(parsed: Parsed, answer: Answer, now: number): Answer
  /** Forgets names that have rested. */
  prune(now: number): void
}

const serviceColumns = 'id, tenant, name, kind, resources, address, own_address AS ownAddress, ports, deleting'

/** Who owns what, and where it is: the keep's own table, which no message of the backend can change but by an accepted action. */
export function createOwners(db: Db): Owners {
  const tenantById = db.prepare('SELECT * FROM tenants WHERE id = ?')
  const tenantByName = db.prepare('SELECT * FROM tenants WHERE name = ?')
  const tenantsByReseller = db.prepare('SELECT * FROM tenants WHERE reseller = ? ORDER BY id')
  const serviceById = db.prepare(`SELECT ${serviceColumns} FROM services WHERE id = ?`)
  const servicesByTenant = db.prepare(`SELECT ${serviceColumns} FROM services WHERE tenant = ? ORDER BY id`)
  const departedById = db.prepare<[string], DepartedRecord>('SELECT tenant, name, at, backups FROM departed WHERE service = ?')
  const one = (sql: string) => db.prepare<[string], string>(sql).pluck()
  const limitsByPerson = one('SELECT limits FROM reseller_limits WHERE person = ?')
  const certificateTenant = one('SELECT tenant FROM certificates WHERE id = ?')
  const certificates = one('SELECT id FROM certificates WHERE tenant = ? ORDER BY id')
  const claim = db.prepare<[string], Claim>('SELECT tenant, released_at AS releasedAt FROM claims WHERE name = ?')
  const countNew = (table: 'tenants' | 'services') =>
    db.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE made_at > ?`).pluck()
  const [newTenants, newServices] = [countNew('tenants'), countNew('services')]
  const generationRow = db.prepare<[string], number>('SELECT generation FROM generations WHERE object = ?').pluck()
  const asTenant = (row: unknown): TenantRecord | undefined => (row === undefined ? undefined : tenantRow.parse(row))
  const asService = (row: unknown): ServiceRecord | undefined => (row === undefined ? undefined : serviceRow.parse(row))

  return {
    tenant: (id) => asTenant(tenantById.get(id)),
    tenantsOf: (reseller) => tenantsByReseller.all(reseller).map((row) => tenantRow.parse(row)),
    resellerLimits: (person) => {
      const text = limitsByPerson.get(person)
      return text === undefined ? undefined : resellerLimits.parse(JSON.parse(text))
    },
    tenantNamed: (name) => asTenant(tenantByName.get(name)),
    service: (id) => asService(serviceById.get(id)),
    departed: (id) => departedById.get(id),
    servicesOf: (tenant) => servicesByTenant.all(tenant).map((row) => serviceRow.parse(row)),
    certificateOwner: (id) => certificateTenant.get(id),
    certificatesOf: (tenant) => certificates.all(tenant),
    claim: (name) => claim.get(name),
    generation: (object) => generationRow.get(object),
    newSince: (since) => ({ tenants: newTenants.get(since) ?? 0, services: newServices.get(since) ?? 0 }),
    take: (parsed, now) => take(db, parsed, now),
    settle(parsed, answer, now) {
      const counts = parsed.name === 'service.apply' ? placed(db, parsed.input.service, answer) : answer
      settle(db, parsed, counts, now)
      return counts
    },
    prune: (now) => {
      db.prepare('DELETE FROM claims WHERE released_at <= ?').run(now - claimRest)
      db.prepare('DELETE FROM departed WHERE at <= ?').run(now - departedMs)
    },
  }
}

function take(db: Db, parsed: Parsed, now: number): void {
  const { name, input } = parsed
  const counted = generationOf(parsed.action)
  if (counted !== undefined) {
    db.prepare(
      `INSERT INTO generations (object, generation) VALUES (?, ?)
       ON CONFLICT (object) DO UPDATE SET generation = excluded.generation`,
    ).run(counted.object, counted.generation)
  }
  switch (name) {
    case 'tenant.apply':
      db.prepare(
        `INSERT INTO tenants (id, name, title, limits, suspended, reseller, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, limits = excluded.limits, suspended = excluded.suspended, reseller = excluded.reseller`,
      ).run(input.tenant, input.name, input.title, JSON.stringify(input.limits), input.suspended ? 1 : 0, input.reseller ?? null, now)
      return
    case 'reseller.limits':
      db.prepare(
        'INSERT INTO reseller_limits (person, limits) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET limits = excluded.limits',
      ).run(input.person, JSON.stringify(input.limits))
      return
    case 'tenant.delete':
      db.prepare('UPDATE tenants SET deleting = 1 WHERE id = ?').run(input.tenant)
      return
    case 'service.apply':
      db.prepare(
        `INSERT INTO services (id, tenant, name, kind, resources, made_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET resources = excluded.resources`,
      ).run(input.service, input.tenant, input.name, input.kind, JSON.stringify(input.resources), now)
      return
    case 'service.delete':
      db.prepare('UPDATE services SET deleting = 1 WHERE id = ?').run(input.service)
      return
    case 'routes.apply':
      for (const routes of input.services) {
        for (const name of claimsOf(routes)) {
          db.prepare(
            `INSERT INTO claims (name, tenant, service) VALUES (?, ?, ?)
             ON CONFLICT (name) DO UPDATE SET tenant = excluded.tenant, service = excluded.service, released_at = NULL`,
          ).run(name, input.tenant, routes.service)
        }
      }
      return
    case 'certificate.put':
      db.prepare('INSERT INTO certificates (id, tenant) VALUES (?, ?) ON CONFLICT (id) DO NOTHING').run(input.certificate, input.tenant)
      return
    default:
      return
  }
}

function settle(db: Db, parsed: Parsed, answer: Answer, now: number): void {
  const { name, input } = parsed
  const failed = 'error' in answer
  switch (name) {
    case 'tenant.delete':
      if (failed) db.prepare('UPDATE tenants SET deleting = 0 WHERE id = ?').run(input.tenant)
      else dropTenant(db, input.tenant)
      return
    case 'service.apply': {
      // A failed one keeps its row: something of it may stand in the engine, and only what is in this table can be deleted.
      if (failed) return
      const found = whereabouts.parse(answer.result)
      db.prepare('UPDATE services SET address = ?, own_address = ?, ports = ? WHERE id = ?').run(
        found.address,
        found.ownAddress,
        JSON.stringify(found.ports),
        input.service,
      )
      return
    }
    case 'service.delete':
      if (failed) db.prepare('UPDATE services SET deleting = 0 WHERE id = ?').run(input.service)
      else {
        db.prepare('DELETE FROM services WHERE id = ?').run(input.service)
        db.prepare('INSERT OR IGNORE INTO departed (service, tenant, name, at, backups) VALUES (?, ?, ?, ?, ?)').run(
          ...[input.service, input.tenant, input.name, now, input.backups ?? 'keep'],
        )
        db.prepare('DELETE FROM claims WHERE service = ? AND released_at IS NOT NULL').run(input.service)
      }
      return
    case 'routes.apply': {
      // A newer wish was accepted meanwhile: what it claims is not this one's to give back.
      const newest = db
        .prepare<[string], number>('SELECT generation FROM generations WHERE object = ?')
        .pluck()
        .get(`routes:${input.tenant}`)
      if (failed || newest !== input.generation) return
      const wanted = new Set(input.services.flatMap(claimsOf))
      const held = db
        .prepare<[string], string>('SELECT name FROM claims WHERE tenant = ? AND released_at IS NULL')
        .pluck()
        .all(input.tenant)
      for (const name of held) if (!wanted.has(name)) release(db, name, now)
      return
    }
    case 'certificate.delete':
      if (!failed) db.prepare('DELETE FROM certificates WHERE id = ?').run(input.certificate)
      return
    default:
      return
  }
}

/** The gate sends requests where this table says: never outside the networks of services, nor to another service. */
function placed(db: Db, service: string, answer: Answer): Answer {
  if ('error' in answer) return answer
  const found = whereabouts.safeParse(answer.result)
  const taken = found.success
    ? db
        .prepare('SELECT 1 FROM services WHERE id <> @service AND (address = @address OR own_address = @ownAddress)')
        .get({ service, address: found.data.address, ownAddress: found.data.ownAddress })
    : undefined
  if (found.success && taken === undefined) return answer
  const why = found.success ? 'another service has this address' : found.error
  return errorAnswer(new ReeveError('internal', 'The services agent answered with an address that no service may have.', why))
}

/** A name rests before others may have it, unless its service is gone: that had an approval. */
function release(db: Db, name: string, now: number): void {
  const free = 'DELETE FROM claims WHERE name = ? AND service IS NOT NULL AND service NOT IN (SELECT id FROM services)'
  if (db.prepare(free).run(name).changes === 0) db.prepare('UPDATE claims SET released_at = ? WHERE name = ?').run(now, name)
}

function dropTenant(db: Db, tenant: string): void {
  for (const table of ['claims', 'certificates', 'services', 'authenticators'])
    db.prepare(`DELETE FROM ${table} WHERE tenant = ?`).run(tenant)
  db.prepare('DELETE FROM tenants WHERE id = ?').run(tenant)
}
