import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { isIn } from '../../contracts/networks.ts'
import { tokenText } from '../../contracts/tokens.ts'
import type { Database } from '../../db/client.ts'
import { apiTokens } from '../../db/schema/index.ts'
import { networkOf } from '../auth/network.ts'
import { attempt, type Limit } from '../auth/rate-limits.ts'
import { hashToken } from '../auth/tokens.ts'
import { writeRefusal } from '../refusals/write.ts'
import type { UsedToken } from './scope.ts'

/** How often one token may ask, and how exactly its last use is kept. */
const mostPerMinute = 600
const minute = 60_000

const unknownLimit = (address: string): Limit => ({ key: `token ${networkOf(address)}`, most: 60 })
const unknown = (): ReeveError =>
  new ReeveError('unauthenticated', 'This API token is unknown, ended or revoked. Make a new one on your account page.')

export interface Tokens {
  /** Whose the token of an `Authorization` header is. Throws `unauthenticated`, `forbidden` for a wrong source, `rate_limited`. */
  read(header: string, address: string): { person: string; token: UsedToken }
  alive(token: string): boolean
}

export function makeTokens(database: Database, now: () => number): Tokens {
  const { queries } = database
  /** Requests of each token within this minute. */
  let counted = { since: 0, tokens: new Map<string, number>() }
  const count = (id: string): void => {
    if (now() - counted.since >= minute) counted = { since: now(), tokens: new Map() }
    const asked = (counted.tokens.get(id) ?? 0) + 1
    counted.tokens.set(id, asked)
    if (asked > mostPerMinute)
      throw new ReeveError('rate_limited', `An API token asks at most ${mostPerMinute} times a minute. Try again in a minute.`)
  }
  return {
    read(header, address) {
      const [, text = ''] = /^Bearer +(\S+)$/i.exec(header) ?? []
      const row = tokenText.safeParse(text).success
        ? queries
            .select()
            .from(apiTokens)
            .where(eq(apiTokens.hash, hashToken(text)))
            .get()
        : undefined
      if (row === undefined || row.expiresAt <= now()) {
        attempt({ database, now }, [unknownLimit(address)])
        throw unknown()
      }
      const { id, person, scope } = row
      count(id)
      if (scope.sources !== null && !isIn(address, scope.sources)) {
        const error = new ReeveError('forbidden', 'This API token may not be used from this address.')
        writeRefusal({ database, now }, { person, token: id, procedure: 'token', object: null, tenant: null, address, error })
        throw error
      }
      if (now() - (row.lastUsed ?? 0) >= minute || row.lastAddress !== address)
        queries.update(apiTokens).set({ lastUsed: now(), lastAddress: address }).where(eq(apiTokens.id, id)).run()
      return { person, token: { id, scope } }
    },
    alive(token) {
      const row = queries.select({ expiresAt: apiTokens.expiresAt }).from(apiTokens).where(eq(apiTokens.id, token)).get()
      return row !== undefined && row.expiresAt > now()
    },
  }
}
