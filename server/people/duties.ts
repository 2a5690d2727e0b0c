import { eq, inArray } from 'drizzle-orm'
import type * as z from 'zod'
import type { setDutyInput } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Duty } from '../../contracts/roles.ts'
import type { Queries } from '../../db/client.ts'
import { memberships, people, plans, resellers, sessions, supportViews, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { forgetPlan } from '../firewall/service.ts'
import { endInvitations } from './invitation-states.ts'
import { personOf } from './person-of.ts'

/** Gives a duty, or takes it back. What somebody sees at the moment as support ends with it. `deletedPlans`: names of those that went along. */
export function setDuty(
  app: App,
  caller: Caller,
  { person, duty, deletePlans }: z.output<typeof setDutyInput>,
): { deletedPlans: string[] } {
  return change(app, caller, { what: 'person.duty', object: person, detail: duty ?? 'none' }, ['people', 'plans'], (tx, now) => {
    const row = personOf(tx, person)
    if (row.administrator) throw new ReeveError('conflict', 'This person is an administrator, who may everything already.')
    if (duty !== null) fitFor(tx, person, duty)
    const leaves = row.duty === 'reseller' && duty !== 'reseller'
    const deletedPlans = leaves ? ownsNothing(tx, person, caller, now, deletePlans) : []
    giveDuty(tx, person, duty)
    endInvitations(tx, row.email, null)
    const own = tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.person, person))
    tx.delete(supportViews).where(inArray(supportViews.session, own)).run()
    return { deletedPlans }
  })
}

export function giveDuty(tx: Queries, person: string, duty: Duty | null): void {
  tx.update(people).set({ duty }).where(eq(people.id, person)).run()
}

/** Who oversees tenants or helps them belongs to none. */
export function fitFor(tx: Queries, person: string, duty: Duty): void {
  if (duty === 'reseller') return
  if (tx.select({ tenant: memberships.tenant }).from(memberships).where(eq(memberships.person, person)).get() !== undefined)
    throw new ReeveError('conflict', 'Support and auditors belong to no tenant. Take the person out of all tenants first.')
}

/** The other way round: who has such a duty joins no tenant. */
export function mayBelong(duty: Duty | null): void {
  if (duty === 'support' || duty === 'auditor')
    throw new ReeveError('conflict', 'Support and auditors belong to no tenant. Take that duty back first.')
}

/**
 * What a reseller has goes to somebody else first; plans that no tenant has go with the reseller, and what hangs on them, if they may. Returns their
 * names.
 */
export function ownsNothing(tx: Queries, person: string, caller: Caller, now: number, deletePlans: boolean): string[] {
  if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.reseller, person)).get() !== undefined)
    throw new ReeveError('conflict', 'This reseller has tenants. Give them to another reseller or to the installation first.')
  const gone = tx.select({ id: plans.id, name: plans.name }).from(plans).where(eq(plans.reseller, person)).orderBy(plans.name).all()
  const names = gone.map(({ name }) => name)
  if (names.length > 0 && !deletePlans)
    throw new ReeveError(
      'conflict',
      `These plans of the reseller would be deleted, with their firewall rules: ${names.join(', ')}. Take the duty back and say that they may be (--delete-plans).`,
    )
  tx.delete(plans).where(eq(plans.reseller, person)).run()
  for (const { id } of gone) forgetPlan(tx, id, caller, now)
  tx.delete(resellers).where(eq(resellers.person, person)).run()
  return names
}
