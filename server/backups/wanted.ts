import { mostPinnedDays } from '../../contracts/backups.ts'
import type { Actor } from '../../contracts/envelope.ts'
import type { Queries } from '../../db/client.ts'
import { system } from '../dispatch/actors.ts'
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
  const days = Math.min(policy.keep.daily, mostPinnedDays)
  return want(tx, {
    name: 'backup.run',
    actor,
    now,
    input: { tenant, service, repository: policy.repository, days, full, keep: policy.keep },
  })
}

export const wantForget = (tx: Queries, { tenant, service }: { tenant: string; service: string }, actor: Actor, now: number): string => {
  const { policy } = policyOf(tx, service)
  return want(tx, { name: 'backup.forget', actor, now, input: { tenant, service, repository: policy.repository, keep: policy.keep } })
}

/** The service is deleted: what becomes of its backups the keep knows by the approval. */
export const wantRetire = (tx: Queries, owner: string, source: string, now: number): string =>
  want(tx, { name: 'backup.retire', actor: system, now, input: { owner, source }, replaces: true })

export const verifyEvery = 7 * dayMs
export const drillEvery = dayMs
