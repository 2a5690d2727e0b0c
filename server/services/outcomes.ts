import { and, eq, or } from 'drizzle-orm'
import * as z from 'zod'
import { canonicalJson } from '../../contracts/canonical.ts'
import { parseInput } from '../../contracts/envelope.ts'
import type { Queries } from '../../db/client.ts'
import { domains, services, tenants } from '../../db/schema/index.ts'
import { askAgain, system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { wantRoutes } from '../domains/routes.ts'
import { wantService } from './wanted.ts'

/** Names that no routes carry: there was no service for them yet, or the routes failed. */
const domainsWait = (tx: Queries, service: string): boolean =>
  tx
    .select({ id: domains.id })
    .from(domains)
    .where(and(eq(domains.service, service), or(eq(domains.state, 'failed'), and(eq(domains.state, 'pending'), eq(domains.generation, 0)))))
    .get() !== undefined

/** What the keep tells of a service that it has set up. */
const setUp = z.object({
  address: z.string(),
  ownAddress: z.string().nullable(),
  ports: z.array(z.object({ name: z.string(), port: z.int() })),
  /** Sentences about what this machine cannot limit. */
  refused: z.array(z.string()).default([]),
})

export const serviceApply: Outcome = {
  topics: ['services', 'domains'],
  done(tx, action, result, now) {
    const input = parseInput('service.apply', action.input)
    const row = tx.select().from(services).where(eq(services.id, input.service)).get()
    if (row === undefined || row.goneWith !== null) return
    const { address, ownAddress, ports, refused } = setUp.parse(result)
    const moved = row.address !== address || row.ownAddress !== ownAddress || canonicalJson(row.ports) !== canonicalJson(ports)
    const settled = row.generation === input.generation && row.state === 'pending'
    tx.update(services)
      .set({ address, ownAddress, ports, notes: refused, ...(settled ? { state: 'active' as const, error: null } : {}) })
      .where(eq(services.id, row.id))
      .run()
    if (moved || domainsWait(tx, row.id)) wantRoutes(tx, row.tenant, action.actor, now)
  },
  failed(tx, action, error, now) {
    const input = parseInput('service.apply', action.input)
    const row = tx.select().from(services).where(eq(services.id, input.service)).get()
    if (row?.generation !== input.generation || row.state !== 'pending') return
    if (askAgain(error, action.actor)) return void wantService(tx, row.id, system, now, error.generation)
    const { code, message } = error
    tx.update(services).set({ state: 'failed', error: { code, message } }).where(eq(services.id, row.id)).run()
  },
}

export const serviceDelete: Outcome = {
  topics: ['services', 'domains'],
  /** The row stays until the gate has forgotten its names: only then may another tenant have them. */
  done(tx, action, _result, now) {
    const { service, tenant } = parseInput('service.delete', action.input)
    const generation = tx.select({ last: tenants.routesGeneration }).from(tenants).where(eq(tenants.id, tenant)).get()
    if (generation === undefined) return
    tx.update(services)
      .set({ goneWith: generation.last + 1 })
      .where(eq(services.id, service))
      .run()
    tx.update(domains).set({ state: 'deleting' }).where(eq(domains.service, service)).run()
    wantRoutes(tx, tenant, action.actor, now)
  },
  failed(tx, action, { code, message, generation, untouched }, now) {
    const { service } = parseInput('service.delete', action.input)
    // The keep has none: making it failed, or it is gone already.
    if (code === 'not_found') return serviceDelete.done?.(tx, action, {}, now)
    const row = tx.select().from(services).where(eq(services.id, service)).get()
    // Asked for once more, it is above what the keep has.
    const ahead = generation === undefined ? {} : { generation }
    const as = (change: Partial<typeof services.$inferInsert>) =>
      void tx
        .update(services)
        .set({ ...change, ...ahead })
        .where(eq(services.id, service))
        .run()
    if (untouched && row?.state === 'deleting' && row.address !== null) return as({ state: row.error === null ? 'active' : 'failed' })
    as({ state: 'failed', error: { code, message } })
  },
}
