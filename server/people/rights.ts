import { and, eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { setRightsInput, setServiceRightsInput } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type Rights, standardRights, type Verb, verb, verbsOn } from '../../contracts/rights.ts'
import type { ServicePersonView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { memberships, people, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { type Caller, verbsIn } from '../caller.ts'
import { change } from '../change.ts'
import { usableService } from '../services/rows.ts'

/** By an owner: what a member may do with which services. */
export function setRights(app: App, caller: Caller, { tenant, person, rights }: z.output<typeof setRightsInput>): void {
  change(app, caller, { what: 'member.rights', tenant, object: person, detail: inWords(rights) }, ['people'], (tx) => {
    const known = tx.select({ id: services.id }).from(services).where(eq(services.tenant, tenant)).all()
    if (Object.keys(rights.services).some((service) => !known.some(({ id }) => id === service)))
      throw new ReeveError('not_found', 'There is no such service in this tenant.')
    write(tx, memberOf(tx, tenant, person), rights)
  })
}

/** By whoever may say so on this service: what a member may do with it, as far as the asker may do it too. */
export function setServiceRights(app: App, caller: Caller, { service, person, verbs }: z.output<typeof setServiceRightsInput>): void {
  const tenant = usableService(app.database.queries, service).tenant.id
  const audit = { what: 'member.rights', tenant, object: person, detail: `${service}: ${verbs.join(', ')}` } as const
  change(app, caller, audit, ['people'], (tx) => {
    const membership = memberOf(tx, tenant, person)
    const { all, services: some } = membership.rights ?? standardRights
    const before = verbsOn({ all: [], services: some }, service)
    const changed = verb.options.filter((one) => verbs.includes(one) !== before.includes(one))
    if (caller.memberships.get(tenant) === 'member' && !caller.administrator) {
      if (person === caller.person) throw new ReeveError('forbidden', 'Nobody changes their own rights. Ask an owner.')
      const own = verbsIn(caller, tenant, service)
      if (changed.some((one) => !own.includes(one)))
        throw new ReeveError('forbidden', 'You give and take only rights that you have on this service.')
    }
    write(tx, membership, { all, services: { ...some, [service]: verb.options.filter((one) => verbs.includes(one)) } })
  })
}

/** Owners first, then members who may do something with the service. */
export function ofService(app: App, service: string): ServicePersonView[] {
  const { queries } = app.database
  const tenant = usableService(queries, service).tenant.id
  return queries
    .select({ person: people.id, name: people.name, email: people.email, role: memberships.role, rights: memberships.rights })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.person))
    .where(eq(memberships.tenant, tenant))
    .orderBy(people.name)
    .all()
    .map(({ rights, ...row }) => {
      const given = rights ?? standardRights
      const everything: Verb[] = [...verb.options]
      return row.role === 'owner'
        ? { ...row, verbs: everything, all: everything }
        : { ...row, verbs: verbsOn(given, service), all: verbsOn(given, null) }
    })
    .toSorted((a, b) => Number(a.role === 'member') - Number(b.role === 'member'))
}

type Membership = typeof memberships.$inferSelect

function memberOf(tx: Queries, tenant: string, person: string): Membership {
  const row = tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.tenant, tenant), eq(memberships.person, person)))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such person in this tenant.')
  if (row.role === 'owner') throw new ReeveError('conflict', 'An owner may everything. Make the person a member first.')
  return row
}

/** Services without any right are left out. */
function write(tx: Queries, { tenant, person }: Membership, { all, services: some }: Rights): void {
  const rights = { all, services: Object.fromEntries(Object.entries(some).filter(([, verbs]) => verbs.length > 0)) }
  tx.update(memberships)
    .set({ rights })
    .where(and(eq(memberships.tenant, tenant), eq(memberships.person, person)))
    .run()
}

const inWords = ({ all, services: some }: Rights): string =>
  [`all: ${all.join(', ') || 'nothing'}`, ...Object.entries(some).map(([service, verbs]) => `${service}: ${verbs.join(', ')}`)].join('; ')
