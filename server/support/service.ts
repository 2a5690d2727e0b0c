import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { startSupportInput } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { supportViews, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'

const lifeMs = 3_600_000
const doorPatienceMs = 20_000

/**
 * From now on this session sees the tenant's pages, for an hour, and changes nothing. Answers when the keep has it in its ledger: without that
 * nobody looks.
 */
export async function start(app: App, caller: Caller, { tenant, reason }: z.output<typeof startSupportInput>): Promise<{ until: number }> {
  const { session } = caller
  if (session === null)
    throw new ReeveError('forbidden', 'Only a person who is signed in looks at a tenant as support. Root sees it as it is.')
  const { action, until } = change(app, caller, { what: 'support.start', tenant, object: tenant, detail: reason }, [], (tx, now) => {
    const row = tx.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, tenant)).get()
    if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
    const end = now + lifeMs
    const actor = { person: caller.person, role: caller.administrator ? ('administrator' as const) : ('support' as const) }
    return { until: end, action: want(tx, { name: 'support.view', actor, now, input: { tenant, name: row.name, reason, until: end } }) }
  })
  const { error } = await app.dispatcher.ended(action, doorPatienceMs)
  if (error !== null) throw new ReeveError(error.code, error.message)
  const fresh = { tenant, reason, startedAt: app.now(), endsAt: until }
  app.database.queries
    .insert(supportViews)
    .values({ session, ...fresh })
    .onConflictDoUpdate({ target: supportViews.session, set: fresh })
    .run()
  return { until }
}

export function end(app: App, caller: Caller): void {
  const { session, viewing } = caller
  if (session === null || viewing === null) return
  change(app, caller, { what: 'support.end', tenant: viewing.tenant, object: viewing.tenant }, [], (tx) =>
    tx.delete(supportViews).where(eq(supportViews.session, session)).run(),
  )
}
