import { and, eq, or } from 'drizzle-orm'
import * as z from 'zod'
import { noAccounts } from '../../contracts/accounts.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { parseInput } from '../../contracts/envelope.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { domains, services, tenants } from '../../db/schema/index.ts'
import { isOfRequest, tellOfAction } from '../asks/outcomes.ts'
import { wantRetire } from '../backups/wanted.ts'
import { askAgain, system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { claimNames, namesIn } from '../domains/login-names.ts'
import { wantRoutes } from '../domains/routes.ts'
import { inUse, refusedWish, sameSettings, settleChange } from './changes.ts'
import { wholeConfig } from './policy.ts'
import { usableService } from './rows.ts'
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
    settleChange(tx, row.id, input.generation, null)
    tellOfAction(tx, action.id, null, now)
    tx.update(services)
      .set({
        address,
        ownAddress,
        ports,
        notes: refused,
        appliedAccounts: input.accounts ?? noAccounts,
        ...(settled ? { state: 'active' as const, error: refusedWish(tx, row.id)?.error ?? null } : {}),
      })
      .where(eq(services.id, row.id))
      .run()
    if (moved || domainsWait(tx, row.id)) wantRoutes(tx, row.tenant, action.actor, now)
  },
  failed(tx, action, error, now) {
    const input = parseInput('service.apply', action.input)
    const row = tx.select().from(services).where(eq(services.id, input.service)).get()
    const { code, message } = error
    if (row?.generation !== input.generation || row.state !== 'pending')
      return settleChange(tx, input.service, input.generation, { code, message })
    if (askAgain(error, action.actor))
      return void wantService(tx, row.id, system, now, { after: error.generation ?? 0, rehearse: input.rehearse === true })
    settleChange(tx, row.id, input.generation, { code, message })
    tellOfAction(tx, action.id, { code, message }, now)
    if ((action.actor.person !== 'system' || isOfRequest(tx, action.id)) && goBack(tx, row, { code, message }, now)) return
    tx.update(services).set({ state: 'failed', error: { code, message } }).where(eq(services.id, row.id)).run()
  },
}

/** The keep has put everything back; what is wanted here follows it. False when nothing was ever in use, or the settings are those in use. */
function goBack(tx: Queries, row: typeof services.$inferSelect, error: ErrorView, now: number): boolean {
  const service = row.id
  const before = inUse(tx, service)
  if (before === undefined) return false
  const lost = row.appliedAccounts !== null && canonicalJson(row.accounts ?? noAccounts) !== canonicalJson(row.appliedAccounts)
  if (!lost && sameSettings(before, row)) return false
  const { config, resources, idle, firstPort, packages } = before
  const accounts = lost ? { accounts: row.appliedAccounts, accountsError: error } : {}
  tx.update(services)
    .set({ config, resources, idle, firstPort, packages, ...accounts })
    .where(eq(services.id, service))
    .run()
  const { kind, tenant } = usableService(tx, service)
  if (kind !== null && claimNames(tx, service, namesIn(kind, wholeConfig(kind, config)), tenant.routesGeneration + 1)) {
    wantRoutes(tx, tenant.id, system, now)
  }
  wantService(tx, service, system, now, { back: true })
  return true
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
    wantRetire(tx, tenant, service, now)
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
