import { eq } from 'drizzle-orm'
import { type BackupPolicy, defaultPolicy } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { backupPlans, backupTurns, services, tenants } from '../../db/schema/index.ts'

export type Turn = typeof backupTurns.$inferSelect

export interface Effective {
  policy: BackupPolicy
  planPolicy: BackupPolicy
  turn: Turn | undefined
}

export const policyOfPlan = (tx: Queries, plan: string): BackupPolicy =>
  tx.select({ policy: backupPlans.policy }).from(backupPlans).where(eq(backupPlans.plan, plan)).get()?.policy ?? defaultPolicy

/** What holds for a service: its own choice, or what its plan says. */
export function policyOf(tx: Queries, service: string): Effective {
  const row = tx
    .select({ plan: tenants.plan })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(eq(services.id, service))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  const turn = tx.select().from(backupTurns).where(eq(backupTurns.service, service)).get()
  const planPolicy = policyOfPlan(tx, row.plan)
  return { policy: turn?.policy ?? planPolicy, planPolicy, turn }
}

const often = { hour: 0, day: 1, week: 2 } as const

/** An own choice stays within the plan: not more often, not more of them, in the same place. */
export function withinPlanPolicy(own: BackupPolicy, plan: BackupPolicy): void {
  const more = (['last', 'daily', 'weekly', 'monthly'] as const).find((key) => own.keep[key] > plan.keep[key])
  if (more !== undefined)
    throw new ReeveError('over_limit', `The plan keeps ${plan.keep[more]} (${more}). Write at most that, or ask for a larger plan.`)
  if (often[own.every] < often[plan.every])
    throw new ReeveError('over_limit', `The plan backs up every ${plan.every}. Choose that or less often, or ask for a larger plan.`)
  if (own.repository !== plan.repository)
    throw new ReeveError('over_limit', `The plan keeps backups in the repository ${plan.repository}. Choose that one.`)
}

/** The change of a service's turn; made when there is none. */
export function setTurn(tx: Queries, service: string, change: Partial<Omit<Turn, 'service'>>): void {
  tx.insert(backupTurns)
    .values({ service, ...change })
    .onConflictDoUpdate({ target: backupTurns.service, set: change })
    .run()
}
