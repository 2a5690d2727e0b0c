import { and, count, eq, gt } from 'drizzle-orm'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { amounts } from '../../contracts/limits.ts'
import { extraPackages } from '../../contracts/packages.ts'
import type { AmountsWish, RequestWish } from '../../contracts/requests.ts'
import type { Queries } from '../../db/client.ts'
import { plans, requests, services, tenants } from '../../db/schema/index.ts'
import { system } from '../dispatch/actors.ts'
import { withinReseller } from '../resellers/limits.ts'
import { usableService } from '../services/rows.ts'
import { wantSnapshot } from '../services/snapshots.ts'
import { wantService } from '../services/wanted.ts'
import { limitsOf, resourcesOf } from '../tenants/limits.ts'
import { sumOf } from '../tenants/policy.ts'
import { wantTenant } from '../tenants/wanted.ts'
import { type Asker, grantedOf, judge, judgePackage, judgePort, lackOf, snapshotRule, type Verdict } from './policy.ts'

export type RequestRow = typeof requests.$inferSelect

/** What waits for a person, and what is asked at all: of one service. */
const mostWaiting = 5
const mostInHour = 30
const hourMs = 3_600_000

export interface NewRequest {
  service: string
  /** Null: the service itself. */
  person: string | null
  ticket?: string
  by: Asker
  actor: Actor
  wish: RequestWish
  reason: string
  now: number
}

/** Writes a request down, with what the rules say of it; one that they grant is set going at once. */
export function insertRequest(tx: Queries, { service, person, ticket, by, actor, wish, reason, now }: NewRequest): RequestRow {
  const facts = factsOf(tx, service)
  hasRoom(tx, service, now)
  const verdict = verdictOf(facts, by, wish)
  const granted = verdict.verdict === 'grant'
  const row: RequestRow = {
    id: newId('q'),
    tenant: facts.tenant,
    service,
    person,
    ticket: ticket ?? null,
    wish,
    before: wish.want === 'resources' ? amountsOf(facts.now) : {},
    reason,
    state: granted ? 'granted' : 'waiting',
    decider: granted ? 'owner' : verdict.decider,
    rule: verdict.rule,
    decidedBy: null,
    answer: '',
    action: granted ? grant(tx, service, wish, by === 'member' || by === 'service' ? system : actor, now, by) : null,
    createdAt: now,
    decidedAt: granted ? now : null,
  }
  tx.insert(requests).values(row).run()
  return row
}

function verdictOf(facts: ReturnType<typeof factsOf>, by: Asker, wish: RequestWish): Verdict {
  if (wish.want === 'snapshot') return snapshotRule
  if (wish.want === 'port') return judgePort(by, wish.firstPort, facts.firstPort, facts.automatic)
  if (wish.want === 'package') return judgePackage(by, wish.name, facts.packages, facts.automatic)
  return judge({ ...facts, by, wish: wish.amounts })
}

/** Whether the tenant's limits have no room for it: by now, whatever they had when it was asked. */
export const goesBeyond = (tx: Queries, service: string, wish: RequestWish): boolean =>
  wish.want === 'resources' && Object.keys(lackOf({ ...factsOf(tx, service), wish: wish.amounts })).length > 0

/** Gives the service what was asked for, and the tenant what its limits lack for that. Returns the action's id. */
export function grant(tx: Queries, service: string, wish: RequestWish, actor: Actor, now: number, by?: Asker): string {
  if (wish.want === 'snapshot') return wantSnapshot(tx, service, actor, now, by === 'service' ? 'inside' : 'asked')
  if (wish.want === 'port') {
    tx.update(services).set({ firstPort: wish.firstPort }).where(eq(services.id, service)).run()
    return wantService(tx, service, actor, now)
  }
  const facts = factsOf(tx, service)
  if (wish.want === 'package') {
    const packages = extraPackages.safeParse([...new Set([...facts.packages, wish.name])].sort())
    if (!packages.success) throw new ReeveError('over_limit', 'The service has as many packages as it may have. Remove one first.')
    tx.update(services).set({ packages: packages.data }).where(eq(services.id, service)).run()
    return wantService(tx, service, actor, now)
  }
  const lack = lackOf({ ...facts, wish: wish.amounts })
  if (Object.keys(lack).length > 0) {
    const extra = { ...facts.extra }
    for (const name of amounts) if (lack[name] !== undefined) extra[name] = (extra[name] ?? 0) + lack[name]
    tx.update(tenants).set({ extra }).where(eq(tenants.id, facts.tenant)).run()
    withinReseller(tx, facts.reseller)
    wantTenant(tx, facts.tenant, actor, now)
  }
  tx.update(services)
    .set({ resources: grantedOf(facts.now, wish.amounts) })
    .where(eq(services.id, service))
    .run()
  return wantService(tx, service, actor, now)
}

function factsOf(tx: Queries, id: string) {
  const { service, tenant } = usableService(tx, id)
  const plan = tx.select().from(plans).where(eq(plans.id, tenant.plan)).get()
  if (plan === undefined) throw new ReeveError('not_found', 'There is no such plan.')
  return {
    tenant: tenant.id,
    reseller: tenant.reseller,
    extra: tenant.extra,
    firstPort: service.firstPort,
    packages: service.packages,
    now: service.resources,
    others: sumOf(resourcesOf(tx, tenant.id, id)),
    limits: limitsOf(plan, tenant),
    automatic: plan.automatic,
  }
}

const amountsOf = (all: AmountsWish): AmountsWish => Object.fromEntries(amounts.map((name) => [name, all[name]]))

function hasRoom(tx: Queries, service: string, now: number): void {
  const counted = (where: Parameters<typeof and>[0]): number =>
    tx
      .select({ all: count() })
      .from(requests)
      .where(and(eq(requests.service, service), where))
      .get()?.all ?? 0
  if (counted(eq(requests.state, 'waiting')) >= mostWaiting) {
    throw new ReeveError('rate_limited', `${mostWaiting} requests of this service wait for an answer. Withdraw one, or wait.`)
  }
  if (counted(gt(requests.createdAt, now - hourMs)) >= mostInHour) {
    throw new ReeveError('rate_limited', `This service has asked ${mostInHour} times within an hour. Wait a little.`)
  }
}
