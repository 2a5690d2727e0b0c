import { inArray } from 'drizzle-orm'
import { actions } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { type Caller, root } from '../caller.ts'
import { as, asRoot, insertPlan, until } from './backend.ts'

const approval = { credential: 'k', authenticatorData: 'a', clientDataJSON: 'c', signature: 's' }

/** A tenant, ready. */
export async function makeTenant(app: App, name = 'acme', plan = insertPlan(app.database, `plan of ${name}`)): Promise<string> {
  const { tenant, action } = await asRoot(app).tenants.create({ name, title: name, plan })
  await app.dispatcher.ended(action, 20_000)
  return tenant
}

/** A website, ready, with its routes. */
export async function makeSite(app: App, tenant: string, name = 'shop', domains: string[] = []): Promise<string> {
  const { service, action } = await asRoot(app).services.create({ tenant, kind: 'webserver', name, domains })
  await app.dispatcher.ended(action, 20_000)
  await quiet(app)
  return service
}

/** Deletes as a person would: ask, approve, wait. */
export async function deleteSite(app: App, service: string): Promise<void> {
  const { action } = await asRoot(app).services.delete({ service })
  await asRoot(app).actions.approve({ action, approval })
  await quiet(app)
}

/** As the dialog does: nobody signs without a key that the approval is asked of. Root has the machine's own. */
export async function approve(app: App, action: string, caller: Caller = root): Promise<void> {
  const api = as(app, caller)
  const { credentials } = await api.actions.approvalFor({ action })
  if (caller !== root && credentials.length === 0) throw new Error('None of their keys may approve this.')
  await api.actions.approve({ action, approval })
  await app.dispatcher.ended(action, 20_000)
}

/** Until nothing is under way. */
export async function quiet(app: App): Promise<void> {
  const open = () =>
    app.database.queries
      .select({ id: actions.id })
      .from(actions)
      .where(inArray(actions.state, ['pending', 'running']))
      .get()
  await until(() => open() === undefined, 'all actions to end')
}
