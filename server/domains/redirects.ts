import { and, eq, ne } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { domains } from '../../db/schema/index.ts'

/**
 * Refuses a redirect that would send visitors round in a circle: over whichever domains of this installation it leads, whoever has them. That it
 * does so every visitor can see; nothing else is told of them.
 */
export function leadsOn(tx: Queries, name: string, redirectTo: string | null): void {
  if (redirectTo === name) throw new ReeveError('bad_input', 'A domain cannot redirect to itself.')
  const seen = new Set<string>()
  for (let at = redirectTo; at !== null && !seen.has(at); at = next(tx, at)) {
    seen.add(at)
    if (at === name)
      throw new ReeveError('bad_input', `${redirectTo} leads back to ${name}: visitors would go round in a circle. Choose another name.`)
  }
}

const next = (tx: Queries, name: string): string | null =>
  tx
    .select({ redirectTo: domains.redirectTo })
    .from(domains)
    .where(and(eq(domains.name, name), ne(domains.state, 'deleting')))
    .get()?.redirectTo ?? null
