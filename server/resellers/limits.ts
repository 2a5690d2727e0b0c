import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { amounts, type ResellerLimits } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { plans, resellers, tenants } from '../../db/schema/index.ts'

const none: ResellerLimits = { tenants: 0, services: 0, cpus: 0, memoryMiB: 0, diskMiB: 0, processes: 0 }
const words: Record<keyof ResellerLimits, string> = {
  tenants: 'tenants',
  services: 'services',
  cpus: 'processors',
  memoryMiB: 'MiB of memory',
  diskMiB: 'MiB of disk',
  processes: 'processes',
}

/** What a reseller may promise; nothing until an administrator said how much. */
export const limitsOf = (tx: Queries, person: string): ResellerLimits =>
  tx.select({ limits: resellers.limits }).from(resellers).where(eq(resellers.person, person)).get()?.limits ?? none

/** What the reseller's tenants are promised together: by their plans, and by what was given on top. */
export function promisedBy(tx: Queries, person: string): ResellerLimits {
  const all = tx
    .select({ limits: plans.limits, extra: tenants.extra })
    .from(tenants)
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .where(eq(tenants.reseller, person))
    .all()
  const sum = { ...none, tenants: all.length }
  for (const { limits, extra } of all) {
    sum.services += limits.services
    for (const name of amounts) sum[name] += limits[name] + (extra?.[name] ?? 0)
  }
  return sum
}

/** To be called after the change, inside its transaction: throws `over_limit` when the reseller's tenants are now promised too much. */
export function withinReseller(tx: Queries, person: string | null): void {
  if (person === null) return
  const [limits, promised] = [limitsOf(tx, person), promisedBy(tx, person)]
  const over = (Object.keys(words) as (keyof ResellerLimits)[]).find((key) => promised[key] > limits[key])
  if (over === undefined) return
  throw new ReeveError(
    'over_limit',
    `The tenants of this reseller would come to ${promised[over]} ${words[over]}, and ${limits[over]} are allowed. Choose smaller plans, or ask an administrator for more.`,
  )
}
