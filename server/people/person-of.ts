import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { people } from '../../db/schema/index.ts'

export function personOf(tx: Queries, person: string): typeof people.$inferSelect {
  const row = tx.select().from(people).where(eq(people.id, person)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such person.')
  return row
}
