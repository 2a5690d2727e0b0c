import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { domains, loginNames, services, tenants } from '../../db/schema/index.ts'
import { askAgain, system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { wantRoutes } from './routes.ts'

/** Routes are whole states in order: generation g done settles everything up to g. */
export const routesApply: Outcome = {
  topics: ['domains', 'services'],
  done(tx, action) {
    const { tenant, generation } = parseInput('routes.apply', action.input)
    const carried = and(eq(domains.tenant, tenant), gt(domains.generation, 0), lte(domains.generation, generation))
    tx.delete(domains)
      .where(and(carried, eq(domains.state, 'deleting')))
      .run()
    tx.update(domains)
      .set({ state: 'active', error: null })
      .where(and(carried, inArray(domains.state, ['pending', 'failed'])))
      .run()
    const own = tx.select({ id: services.id }).from(services).where(eq(services.tenant, tenant))
    tx.delete(loginNames)
      .where(and(inArray(loginNames.service, own), lte(loginNames.goneWith, generation)))
      .run()
    tx.delete(services)
      .where(and(eq(services.tenant, tenant), lte(services.goneWith, generation)))
      .run()
  },
  failed(tx, action, error, now) {
    const { tenant, generation } = parseInput('routes.apply', action.input)
    // Gone with all its routes meanwhile.
    if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenant)).get() === undefined) return
    if (askAgain(error, action.actor)) return void wantRoutes(tx, tenant, system, now, error.generation)
    const { code, message } = error
    tx.update(domains)
      .set({ state: 'failed', error: { code, message } })
      .where(and(eq(domains.tenant, tenant), eq(domains.generation, generation), eq(domains.state, 'pending')))
      .run()
  },
}
