import { and, eq, lt } from 'drizzle-orm'
import type { Queries } from '../../db/client.ts'
import { knownNetworks, people } from '../../db/schema/index.ts'
import { networkOf } from './network.ts'

const keepMs = 90 * 86_400_000

/** Whether the account was signed in to from this network within the last months. */
export function isKnownNetwork(queries: Queries, email: string, address: string): boolean {
  return (
    queries
      .select({ network: knownNetworks.network })
      .from(knownNetworks)
      .innerJoin(people, eq(people.id, knownNetworks.person))
      .where(and(eq(people.email, email), eq(knownNetworks.network, networkOf(address))))
      .get() !== undefined
  )
}

export function rememberNetwork(tx: Queries, person: string, address: string, now: number): void {
  tx.insert(knownNetworks)
    .values({ person, network: networkOf(address), usedAt: now })
    .onConflictDoUpdate({ target: [knownNetworks.person, knownNetworks.network], set: { usedAt: now } })
    .run()
}

export const purgeNetworks = (tx: Queries, now: number): void =>
  void tx
    .delete(knownNetworks)
    .where(lt(knownNetworks.usedAt, now - keepMs))
    .run()
