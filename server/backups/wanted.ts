import type { Actor } from '../../contracts/envelope.ts'
import type { Queries } from '../../db/client.ts'
import { want } from '../dispatch/want.ts'
import { policyOf } from './policies.ts'

const dayMs = 86_400_000

/** Wants a backup now. For so many days nobody can have it removed: as long as its policy would keep it as one of its days. */
export function wantBackup(
  tx: Queries,
  { tenant, service }: { tenant: string; service: string },
  actor: Actor,
  now: number,
  full = false,
): string {
  const { policy } = policyOf(tx, service)
  const days = Math.min(policy.keep.daily, 30)
  return want(tx, { name: 'backup.run', actor, now, input: { tenant, service, repository: policy.repository, days, full } })
}

export const wantForget = (tx: Queries, { tenant, service }: { tenant: string; service: string }, actor: Actor, now: number): string => {
  const { policy } = policyOf(tx, service)
  return want(tx, { name: 'backup.forget', actor, now, input: { tenant, service, repository: policy.repository, keep: policy.keep } })
}

export const verifyEvery = 7 * dayMs
export const drillEvery = dayMs
