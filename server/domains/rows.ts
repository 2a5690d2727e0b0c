import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { TlsMode } from '../../contracts/routes.ts'
import type { Queries } from '../../db/client.ts'
import { domains } from '../../db/schema/index.ts'

export interface NewDomain {
  tenant: string
  service: string
  name: string
  redirectTo: string | null
  tls: TlsMode
  now: number
}

/** Adds a name. Who comes second gets `conflict`, and does not learn whose the name is. */
export function insertDomain(tx: Queries, { now, ...domain }: NewDomain): string {
  if (tx.select({ id: domains.id }).from(domains).where(eq(domains.name, domain.name)).get() !== undefined) throw taken(domain.name)
  const id = newId('d')
  tx.insert(domains)
    .values({ id, ...domain, state: 'pending', generation: 0, createdAt: now })
    .run()
  return id
}

const taken = (name: string): ReeveError =>
  new ReeveError('conflict', `The domain ${name} is in use on this installation already. Use another name, or remove it where it is.`)
