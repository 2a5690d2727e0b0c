import { and, eq, isNull, or } from 'drizzle-orm'
import type * as z from 'zod'
import { type ActionName, actionSpec, tenantKeysApprove } from '../../contracts/actions.ts'
import type { approveInput } from '../../contracts/api.ts'
import type { ApprovalRequestView, AskedView } from '../../contracts/detail.ts'
import { type Actor, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { wordsOf } from '../../contracts/words.ts'
import type { Queries } from '../../db/client.ts'
import { actions, authenticators, invitations } from '../../db/schema/index.ts'
import { type ProcedurePath, permit } from '../access.ts'
import type { App } from '../app.ts'
import { restoreLeft, unmadeBy } from '../backups/left.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { type ActionRow, actionOf } from '../dispatch/envelope.ts'
import { drop } from '../dispatch/settle.ts'
import { nextSequence, want } from '../dispatch/want.ts'
import { wantRoutes } from '../domains/routes.ts'
import { wantInstallation, wantSet, wantTenantRules } from '../firewall/wanted.ts'
import { usableService } from '../services/rows.ts'
import * as services from '../services/service.ts'
import { wantService } from '../services/wanted.ts'
import * as tenants from '../tenants/service.ts'
import { wantTenant } from '../tenants/wanted.ts'
import { copyTrust } from '../trust/copy.ts'
import { actionRow } from './queries.ts'
import { failed, keepsInput } from './retries.ts'

/** Each with their own keys alone, so that whoever has none learns it; root signs with whatever key it was given. */
export async function approvalFor(app: App, caller: Caller, id: string): Promise<ApprovalRequestView> {
  const row = waiting(app, actionRow(app, id))
  await copyTrust(app).catch((error: unknown) => app.log.warn({ err: error }, 'the keys could not be asked for'))
  const tenantKeys = row.tenant !== null && tenantKeysApprove(row.name) ? eq(authenticators.tenant, row.tenant) : undefined
  const own = caller.person === 'root' ? undefined : eq(authenticators.person, caller.person)
  const keys = app.database.queries
    .select({ credential: authenticators.credential })
    .from(authenticators)
    .where(and(or(isNull(authenticators.tenant), tenantKeys), own))
    .all()
  const action = actionOf(row)
  const { title, consequence } = wordsOf({ name: row.name, input: parseInput(row.name, row.input) })
  return { action, words: `${title}. ${consequence}`, rpId: app.config.site.rpId, credentials: keys.map((key) => key.credential) }
}

/** Attaches the signature and lets the action go; the keep alone judges it. What the action is about changes its state here. */
export function approve(app: App, caller: Caller, { action: id, approval }: z.output<typeof approveInput>): AskedView {
  const { tenant } = actionRow(app, id)
  return change(app, caller, { what: 'action.approve', tenant, object: id }, ['services', 'tenants', 'actions', 'people'], (tx, now) => {
    const row = waiting(app, actionRow(app, id))
    if (!caller.administrator && !tenantKeysApprove(row.name)) throw new ReeveError('forbidden', 'An administrator has to approve this.')
    if (row.name === 'service.delete') {
      const input = parseInput('service.delete', row.input)
      services.approvedDeletion(tx, input.service, input.generation)
    }
    if (row.name === 'tenant.delete') {
      const input = parseInput('tenant.delete', row.input)
      tenants.approvedDeletion(tx, input.tenant, input.generation)
    }
    if (row.name === 'backup.restore') services.approvedRestore(tx, parseInput('backup.restore', row.input).service, row.actor, now)
    tx.update(actions)
      .set({ state: 'pending', approval, sequence: nextSequence(tx) })
      .where(eq(actions.id, id))
      .run()
    return { action: id }
  })
}

export function cancel(app: App, caller: Caller, id: string): void {
  const { tenant, name, actor } = actionRow(app, id)
  if (!caller.administrator && actor.person !== caller.person && !tenantKeysApprove(name))
    throw new ReeveError('forbidden', 'Whoever asked for this, or an administrator, has to withdraw it.')
  change(app, caller, { what: 'action.cancel', tenant, object: id }, ['services', 'actions', 'people'], (tx, now) => {
    drop(tx, app.dispatcher.outcomes, waiting(app, actionRow(app, id)), 'cancelled', now)
  })
}

export function retry(app: App, caller: Caller, id: string): AskedView | Promise<AskedView> {
  const { tenant, name, object, input } = actionRow(app, id)
  mayAsk(app, caller, { name, tenant, object })
  if (name === 'service.delete') return services.remove(app, caller, object ?? '', parseInput('service.delete', input).backups)
  if (name === 'tenant.delete') return tenants.remove(app, caller, tenant ?? '')
  const unmade = name === 'backup.restore' ? unmadeBy(app.database.queries, parseInput('backup.restore', input)) : undefined
  if (unmade !== undefined) return restoreLeft(app, caller, unmade)
  return change(
    app,
    caller,
    { what: 'action.retry', tenant, object: id },
    ['services', 'tenants', 'domains', 'firewall', 'actions', 'people'],
    (tx, now) => {
      const row = actionRow(app, id)
      if (!failed(row.state)) throw new ReeveError('conflict', 'Only what failed can be tried again.')
      const actor = actorOf(caller, row.tenant)
      return { action: again(tx, row, actor, now) ?? asBefore(tx, row, actor, now) }
    },
  )
}

/** Trying again asks for the same as beginning it did. */
const beganBy: Partial<Record<ActionName, ProcedurePath>> = {
  'tenant.apply': 'tenants.update',
  'service.apply': 'services.update',
  'service.wake': 'services.wake',
  'service.sleep': 'services.sleep',
  'site.rollback': 'files.rollback',
  'files.makeFolder': 'files.makeFolder',
  'files.move': 'files.move',
  'files.delete': 'files.delete',
}

function mayAsk(app: App, caller: Caller, { name, tenant, object }: Pick<ActionRow, 'name' | 'tenant' | 'object'>): void {
  const { role } = actorOf(caller, tenant)
  if (!actionSpec(name).who.includes(role)) throw new ReeveError('forbidden', 'Your role may not ask for this.')
  const path = beganBy[name]
  if (path !== undefined) permit(app, caller, path, 'mutation', { tenant, service: object })
  else if (role === 'member') throw new ReeveError('forbidden', 'An owner has to try this again.')
}

/** What converges is asked for as it is wanted now. */
function again(tx: Queries, row: ActionRow, actor: Actor, now: number): string | undefined {
  const wish = { actor, now, guard: row.input.guard === true }
  if (row.name === 'firewall.apply') return wantInstallation(tx, wish)
  if (row.name === 'firewall.set') return wantSet(tx, row.object ?? '', wish)
  if (row.tenant === null) return undefined
  if (row.name === 'firewall.tenant') return wantTenantRules(tx, row.tenant, wish)
  if (row.name === 'tenant.apply') return wantTenant(tx, row.tenant, actor, now)
  if (row.name === 'routes.apply') return wantRoutes(tx, row.tenant, actor, now)
  if (row.name === 'service.apply') return wantService(tx, usableService(tx, row.object ?? '').service.id, actor, now)
  return undefined
}

function asBefore(tx: Queries, row: ActionRow, actor: Actor, now: number): string {
  if (!keepsInput({ name: row.name, secret: row.name === 'authenticator.enrol' ? parseInput(row.name, row.input).secret : null }))
    throw new ReeveError('conflict', 'What this action carried is not kept. Begin again where you began it.')
  const action = want(tx, { name: row.name, actor, now, input: parseInput(row.name, row.input) })
  if (row.name === 'administrator.add') {
    const moved = tx.update(invitations).set({ action }).where(eq(invitations.action, row.id)).run()
    if (moved.changes === 0)
      throw new ReeveError(
        'conflict',
        'The approval of this invitation was asked for anew already, or the invitation is taken back. Look at the list of invitations.',
      )
  }
  return action
}

function waiting(app: App, row: ActionRow): ActionRow {
  if (row.state !== 'awaiting_approval') throw new ReeveError('conflict', 'This action does not wait for an approval any more.')
  if (row.expiresAt <= app.now()) throw new ReeveError('expired', 'The time for this approval is over. Ask for the action again.')
  return row
}
