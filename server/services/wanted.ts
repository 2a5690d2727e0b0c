import { and, eq, isNull, notInArray } from 'drizzle-orm'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { boundBy, rates } from '../../contracts/limits.ts'
import type { ObjectState } from '../../contracts/states.ts'
import type { Queries } from '../../db/client.ts'
import { plans, services, tenants, traffic } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'
import { asRates } from '../traffic/month.ts'
import { newest, recordChange } from './changes.ts'
import { shortenOwn } from './shorten.ts'
import { wishWords } from './words.ts'

/**
 * Wants the service as its row says, with a new generation, above `after` when the keep is ahead. Returns the action's id. `back`: these are the
 * settings from before a change that was refused, and no change of their own. `rehearse`: tried on a copy first. `words`: what lists say it is, where
 * the difference to the wish before does not tell.
 */
export function wantService(
  tx: Queries,
  service: string,
  actor: Actor,
  now: number,
  { after = 0, back = false, rehearse = false, words }: { after?: number; back?: boolean; rehearse?: boolean; words?: string } = {},
): string {
  const row = tx
    .select()
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .leftJoin(traffic, eq(traffic.tenant, tenants.id))
    .where(eq(services.id, service))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such service.')
  const { id, tenant, name, kind, config, accounts, resources, idle } = row.services
  const generation = Math.max(row.services.generation, after) + 1
  const said = words ?? wishWords(row.services, newest(tx, id), back)
  tx.update(services).set({ generation, state: 'pending', error: null }).where(eq(services.id, service)).run()
  if (!back) recordChange(tx, row.services, generation, actor.person, now)
  return want(tx, {
    name: 'service.apply',
    ...(said !== undefined && { words: said }),
    actor,
    now,
    input: {
      tenant,
      service: id,
      generation,
      name,
      kind,
      config,
      ...(accounts !== null && { accounts }),
      resources: boundBy(boundBy(resources, row.plans.limits), asRates(row.traffic?.mbps)),
      idle: idle ?? row.plans.idle,
      ...(row.services.halted && { halted: true }),
      ...(row.services.firstPort !== null && { firstPort: row.services.firstPort }),
      ...(row.services.packages.length > 0 && { packages: row.services.packages }),
      ...(rehearse && { rehearse: true as const }),
    },
  })
}

/** Of services in these states nothing is asked of the keep but what brought them there. */
export const unwanted: ObjectState[] = ['awaiting_approval', 'deleting']

/** Wants every service of a tenant once more, since what they may use together is another. */
export function wantAll(tx: Queries, tenant: string, actor: Actor, now: number): string[] {
  const all = tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.tenant, tenant), isNull(services.goneWith), notInArray(services.state, unwanted)))
    .all()
  return all.map(({ id }) => wantService(tx, id, actor, now))
}

type Plan = Pick<typeof plans.$inferSelect, 'limits' | 'idle'>
const ratesIn = ({ limits }: Plan): string => canonicalJson(rates.strip().parse(limits))

/**
 * Wants every service of a tenant that another plan, or the same one changed, means something else for: all of them when its rates are others, those
 * that sleep as it says, or have to sleep sooner because of it, when its sleep times are. `shortened`: of so many the own sleep times came down.
 */
export function wantChanged(
  tx: Queries,
  tenant: string,
  before: Plan,
  after: Plan,
  actor: Actor,
  now: number,
): { actions: string[]; shortened: number } {
  const all = ratesIn(before) !== ratesIn(after)
  const sleep = canonicalJson(before.idle) !== canonicalJson(after.idle)
  const shortened = new Set(sleep ? shortenOwn(tx, { tenant, before: before.idle, next: after.idle, actor, now }) : [])
  const wanted = tx
    .select({ id: services.id, idle: services.idle })
    .from(services)
    .where(and(eq(services.tenant, tenant), isNull(services.goneWith), notInArray(services.state, unwanted)))
    .all()
    .filter(({ id, idle }) => all || (sleep && (idle === null || shortened.has(id))))
  return { actions: wanted.map(({ id }) => wantService(tx, id, actor, now)), shortened: shortened.size }
}
