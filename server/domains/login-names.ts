import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { Queries } from '../../db/client.ts'
import { loginNames } from '../../db/schema/index.ts'

/** Names that a login can find the service by (the start-up packet of PostgreSQL names a database). */
export function namesIn(kind: KindDescriptor, config: Record<string, unknown>): string[] {
  const { databases } = config
  if (!kind.addressing.includes('login') || !Array.isArray(databases)) return []
  return databases.filter((name) => typeof name === 'string')
}

/** Takes what is free of the names, and gives up what the service wants no more; `generation` is that of the routes to come. */
export function claimNames(tx: Queries, service: string, names: readonly string[], generation: number): void {
  const mine = eq(loginNames.service, service)
  tx.update(loginNames)
    .set({ goneWith: generation })
    .where(and(mine, notInArray(loginNames.name, [...names]), isNull(loginNames.goneWith)))
    .run()
  tx.update(loginNames)
    .set({ goneWith: null })
    .where(and(mine, inArray(loginNames.name, [...names])))
    .run()
  for (const name of names) tx.insert(loginNames).values({ name, service }).onConflictDoNothing().run()
}

export const namesOf = (tx: Queries, service: string): string[] =>
  tx
    .select({ name: loginNames.name })
    .from(loginNames)
    .where(and(eq(loginNames.service, service), isNull(loginNames.goneWith)))
    .orderBy(loginNames.name)
    .all()
    .map((row) => row.name)
