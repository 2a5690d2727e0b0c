import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { unwanted, wantService } from '../services/wanted.ts'
import { wantTenant } from '../tenants/wanted.ts'

/**
 * After a restore on an empty machine: everything that the rows say is wanted once more, so that the keep makes it there. For root's `reeve restore`
 * alone, while it is under way.
 */
export function rebuild(app: App, caller: Caller): { actions: string[] } {
  if (app.config.restoring !== true)
    throw new ReeveError('conflict', 'Nothing is being restored on this machine: everything here is made already.')
  return change(app, caller, { what: 'setup.rebuild' }, ['tenants', 'services'], (tx, now) => {
    const actor = actorOf(caller, null)
    const all = tx.select({ id: tenants.id, state: tenants.state }).from(tenants).all()
    const present = all.filter(({ state }) => state !== 'deleting').map(({ id }) => id)
    const actions = present.map((tenant) => wantTenant(tx, tenant, actor, now))
    for (const tenant of present) {
      const own = tx.select().from(services).where(eq(services.tenant, tenant)).all()
      for (const { id, state, goneWith } of own) {
        if (goneWith === null && !unwanted.includes(state)) actions.push(wantService(tx, id, actor, now))
      }
    }
    return { actions }
  })
}
