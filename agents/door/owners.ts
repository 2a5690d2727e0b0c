import * as z from 'zod'
import { resources, tenantLimits } from '../../contracts/limits.ts'
import type { Answer } from '../core/answers.ts'
import type { Db } from '../core/database.ts'
import { generationOf } from '../core/journal.ts'
import { claimsOf } from './judge/objects.ts'
import type { Parsed } from './parse.ts'
import type { Records, ServiceRecord, TenantRecord } from './records.ts'

const portList = z.array(z.object({ name: z.string(), port: z.int() }))
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
const tenantRow = z.object({ id: text, name: text, title: text, limits: json(tenantLimits), suspended: flag, deleting: flag })
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
const whereabouts = z.object({ address: text, ownAddress: maybe, ports: portList })

type OwnerRecords = Pick<
  Records,
  'tenant' | 'tenantNamed' | 'service' | 'servicesOf' | 'certificateOwner' | 'certificatesOf' | 'claimOwner' | 'generation'
>

export interface Owners extends OwnerRecords {
  claimsOf(tenant: string): string[]
  /** What an accepted action takes at once, so that two at the same time cannot have it both. Inside the accepting transaction. */
  claim(parsed: Parsed): void
  /** What an answered action changes. Inside the transaction that stores the answer. */
  settle(parsed: Parsed, answer: Answer): void
}

const serviceColumns = 'id, tenant, name, kind, resources, address, own_address AS ownAddress, ports, deleting'

/** Who owns what, and where it is: the keep's own table, which no message of the backend can change but by an accepted action. */
export function createOwners(db: Db): Owners {
  const tenantById = db.prepare('SELECT * FROM tenants WHERE id = ?')
  const tenantByName = db.prepare('SELECT * FROM tenants WHERE name = ?')
  const serviceById = db.prepare(`SELECT ${serviceColumns} FROM services WHERE id = ?`)
  const servicesByTenant = db.prepare(`SELECT ${serviceColumns} FROM services WHERE tenant = ? ORDER BY id`)
  const one = (sql: string) => db.prepare<[string], string>(sql).pluck()
  const certificateTenant = one('SELECT tenant FROM certificates WHERE id = ?')
  const certificates = one('SELECT id FROM certificates WHERE tenant = ? ORDER BY id')
  const claimTenant = one('SELECT tenant FROM claims WHERE name = ?')
  const claims = one('SELECT name FROM claims WHERE tenant = ? ORDER BY name')
  const generationRow = db.prepare<[string], number>('SELECT generation FROM generations WHERE object = ?').pluck()
  const asTenant = (row: unknown): TenantRecord | undefined => (row === undefined ? undefined : tenantRow.parse(row))
  const asService = (row: unknown): ServiceRecord | undefined => (row === undefined ? undefined : serviceRow.parse(row))

  return {
    tenant: (id) => asTenant(tenantById.get(id)),
    tenantNamed: (name) => asTenant(tenantByName.get(name)),
    service: (id) => asService(serviceById.get(id)),
    servicesOf: (tenant) => servicesByTenant.all(tenant).map((row) => serviceRow.parse(row)),
    certificateOwner: (id) => certificateTenant.get(id),
    certificatesOf: (tenant) => certificates.all(tenant),
    claimOwner: (name) => claimTenant.get(name),
    claimsOf: (tenant) => claims.all(tenant),
    generation: (object) => generationRow.get(object),
    claim: (parsed) => claim(db, parsed),
    settle: (parsed, answer) => settle(db, parsed, answer),
  }
}

function claim(db: Db, parsed: Parsed): void {
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
        `INSERT INTO tenants (id, name, title, limits, suspended) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, limits = excluded.limits, suspended = excluded.suspended`,
      ).run(input.tenant, input.name, input.title, JSON.stringify(input.limits), input.suspended ? 1 : 0)
      return
    case 'tenant.delete':
      db.prepare('UPDATE tenants SET deleting = 1 WHERE id = ?').run(input.tenant)
      return
    case 'service.apply':
      db.prepare(
        `INSERT INTO services (id, tenant, name, kind, resources) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET resources = excluded.resources`,
      ).run(input.service, input.tenant, input.name, input.kind, JSON.stringify(input.resources))
      return
    case 'service.delete':
      db.prepare('UPDATE services SET deleting = 1 WHERE id = ?').run(input.service)
      return
    case 'routes.apply':
      for (const taken of claimsOf(input.services)) {
        db.prepare('INSERT INTO claims (name, tenant) VALUES (?, ?) ON CONFLICT (name) DO NOTHING').run(taken, input.tenant)
      }
      return
    case 'certificate.put':
      db.prepare('INSERT INTO certificates (id, tenant) VALUES (?, ?) ON CONFLICT (id) DO NOTHING').run(input.certificate, input.tenant)
      return
    default:
      return
  }
}

function settle(db: Db, parsed: Parsed, answer: Answer): void {
  const { name, input } = parsed
  const failed = 'error' in answer
  switch (name) {
    case 'tenant.delete':
      if (failed) db.prepare('UPDATE tenants SET deleting = 0 WHERE id = ?').run(input.tenant)
      else dropTenant(db, input.tenant)
      return
    case 'service.apply': {
      // A failed one keeps its row: something of it may stand in the engine, and only what is in this table can be deleted.
      const found = failed ? undefined : whereabouts.safeParse(answer.result).data
      if (found === undefined) return
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
      else db.prepare('DELETE FROM services WHERE id = ?').run(input.service)
      return
    case 'routes.apply': {
      // A newer wish was accepted meanwhile: what it claims is not this one's to give back.
      const newest = db
        .prepare<[string], number>('SELECT generation FROM generations WHERE object = ?')
        .pluck()
        .get(`routes:${input.tenant}`)
      if (failed || newest !== input.generation) return
      const wanted = new Set(claimsOf(input.services))
      const held = db.prepare<[string], string>('SELECT name FROM claims WHERE tenant = ?').pluck().all(input.tenant)
      for (const given of held) if (!wanted.has(given)) db.prepare('DELETE FROM claims WHERE name = ?').run(given)
      return
    }
    case 'certificate.delete':
      if (!failed) db.prepare('DELETE FROM certificates WHERE id = ?').run(input.certificate)
      return
    default:
      return
  }
}

function dropTenant(db: Db, tenant: string): void {
  for (const table of ['claims', 'certificates', 'services', 'authenticators'])
    db.prepare(`DELETE FROM ${table} WHERE tenant = ?`).run(tenant)
  db.prepare('DELETE FROM tenants WHERE id = ?').run(tenant)
}
