import { randomUUID } from 'node:crypto'
import { and, count, eq, inArray, sql } from 'drizzle-orm'
import { type ActionInput, type ActionName, actionSpec } from '../../contracts/actions.ts'
import { type Actor, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { wordsOf } from '../../contracts/words.ts'
import type { Queries } from '../../db/client.ts'
import { actions, people, services, tenants } from '../../db/schema/index.ts'

/** How long the keep may take an action that it never saw, and how long a person may think about an approval. */
export const actionLifeMs = 15 * 60_000

/** What people of one tenant may have open. Administrators, and what follows from an answer, are never kept from asking. */
const mostOpenOfTenant = 200

export interface Wanted<N extends ActionName> {
  name: N
  input: ActionInput<N>
  actor: Actor
  now: number
  /** When the keep may take it no more, where that is sooner than usual. */
  until?: number
  /** Critical, but brings its own proof: goes out without an approval. */
  proven?: boolean
  /** What lists say it is; by itself what its input says. */
  words?: string
  /** Takes the place of an action of this name on this object that waits to be sent for the first time. */
  replaces?: boolean
}

/**
 * Writes down one action that is wanted; the dispatcher sends it after the commit. Critical ones wait for their approval first.
 * Returns its id. To be called inside the transaction that changes what is wanted.
 */
export function want<N extends ActionName>(
  tx: Queries,
  { name, input, actor, now, until, words, proven = false, replaces = false }: Wanted<N>,
): string {
  const parsed = parseInput(name, input)
  const { title, object } = wordsOf({ name, input: parsed })
  const fields = parsed as Record<string, unknown>
  const tenant = typeof fields.tenant === 'string' ? fields.tenant : null
  if (tenant !== null && actor.role !== 'administrator' && name !== 'routes.apply') hasRoom(tx, tenant)
  const waits = actionSpec(name).risk === 'critical' && !proven
  const asked = {
    actor,
    actorName: actorName(tx, actor),
    input: fields,
    issuedAt: now,
    expiresAt: Math.min(now + actionLifeMs, until ?? Number.MAX_SAFE_INTEGER),
    words: words ?? withServiceName(tx, title, fields),
    sequence: waits ? null : nextSequence(tx),
  }
  const unsent = replaces ? unsentOf(tx, name, object) : undefined
  if (unsent !== undefined) {
    tx.update(actions).set(asked).where(eq(actions.id, unsent)).run()
    return unsent
  }
  const id = randomUUID()
  const tenantName =
    tenant === null ? null : (tx.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, tenant)).get()?.name ?? null)
  const state = waits ? 'awaiting_approval' : 'pending'
  tx.insert(actions)
    .values({ ...asked, id, name, state, tenant, tenantName, object, createdAt: now })
    .run()
  return id
}

const unsentOf = (tx: Queries, name: ActionName, object: string | null): string | undefined =>
  tx
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.object, object ?? ''), eq(actions.name, name), eq(actions.state, 'pending'), eq(actions.attempts, 0)))
    .get()?.id

/** Routes are left out: they follow from other actions, and one that was not sent yet is replaced. */
function hasRoom(tx: Queries, tenant: string): void {
  const open = and(eq(actions.tenant, tenant), inArray(actions.state, ['awaiting_approval', 'pending', 'running']))
  if ((tx.select({ all: count() }).from(actions).where(open).get()?.all ?? 0) < mostOpenOfTenant) return
  throw new ReeveError(
    'rate_limited',
    `${mostOpenOfTenant} actions of this tenant are not done yet. Wait until some of them are; the activity page shows them.`,
  )
}

/** The next place in the order of sending. */
export const nextSequence = (tx: Queries): number =>
  (tx
    .select({ last: sql<number | null>`max(${actions.sequence})` })
    .from(actions)
    .get()?.last ?? 0) + 1

const actorName = (tx: Queries, { person }: Actor): string =>
  tx.select({ name: people.name }).from(people).where(eq(people.id, person)).get()?.name ?? person

/** "Wake a service" says little in a list; its name does. */
function withServiceName(tx: Queries, title: string, { service, name, serviceName }: Record<string, unknown>): string {
  if (typeof service !== 'string' || typeof name === 'string' || typeof serviceName === 'string') return title
  const found = tx.select({ name: services.name }).from(services).where(eq(services.id, service)).get()
  return found === undefined ? title : `${title}: ${found.name}`
}
