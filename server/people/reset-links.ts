import type { LinkView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { resetLink } from '../../contracts/links.ts'
import { resetLinks } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { personOf } from './person-of.ts'

const lifeMs = 24 * 3_600_000

/**
 * For who forgot the password or lost the second factor: a new link, in place of an older one. Nobody in the panel makes one for an
 * administrator, else a session that was taken over would become another administrator.
 */
export function make(app: App, caller: Caller, person: string): LinkView {
  const token = newToken()
  return change(app, caller, { what: 'person.reset_link', object: person }, [], (tx, createdAt) => {
    if (personOf(tx, person).administrator && caller.person !== 'root')
      throw new ReeveError('forbidden', 'Only root of the machine makes this link for an administrator: reeve person reset EMAIL.')
    const fresh = { tokenHash: hashToken(token), createdAt, expiresAt: createdAt + lifeMs }
    tx.insert(resetLinks)
      .values({ person, ...fresh })
      .onConflictDoUpdate({ target: resetLinks.person, set: fresh })
      .run()
    return { url: resetLink(app.config.site.url, token), expiresAt: fresh.expiresAt }
  })
}
