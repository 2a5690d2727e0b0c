import { and, eq, inArray, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import type { ActionInput } from '../../contracts/actions.ts'
import type { LeftView, restoreLeftInput } from '../../contracts/backup-api.ts'
import type { BackupRow, GoneSource } from '../../contracts/backups.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { goneEnd } from '../../contracts/retention.ts'
import { vaultOwner } from '../../contracts/vault.ts'
import type { Queries } from '../../db/client.ts'
import { services, tenants } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { kindOf } from '../catalogue/service.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'
import { insertService } from '../services/service.ts'

/** The installation itself is no service. */
const isService = ({ source }: Pick<BackupRow, 'source'>): boolean => source !== 'control'

/** Backups whose service is not there any more, by service; the one that was backed up last comes first. */
export function leftOf(tx: Queries, backups: readonly BackupRow[], gone: readonly GoneSource[]): LeftView[] {
  const living = new Set(
    tx
      .select({ id: services.id })
      .from(services)
      .where(isNull(services.goneWith))
      .all()
      .map(({ id }) => id),
  )
  const left = backups.filter((row) => isService(row) && !living.has(row.source))
  const bySource = new Map<string, BackupRow[]>()
  for (const row of left) {
    const rows = bySource.get(row.source)
    if (rows === undefined) bySource.set(row.source, [row])
    else rows.push(row)
  }
  const names = new Map(
    tx
      .select({ id: tenants.id, name: tenants.name })
      .from(tenants)
      .where(inArray(tenants.id, [...new Set(left.map(({ owner }) => owner))]))
      .all()
      .map(({ id, name }) => [id, name]),
  )
  const ends = new Map(gone.map((one) => [one.source, one]))
  return [...bySource].flatMap(([source, rows]) => {
    const [newest] = rows
    if (newest === undefined) return []
    const { owner: tenant, name, kind } = newest
    const end = ends.get(source)
    const until = end === undefined ? null : Math.max(goneEnd(end), ...rows.map(({ keepUntil }) => keepUntil))
    return [{ source, name, kind, tenant, tenantName: names.get(tenant) ?? null, backups: rows, deletedAt: end?.at ?? null, until }]
  })
}

export async function left(app: App, tenant: string): Promise<LeftView[]> {
  const { backups, gone } = vaultOwner.parse(await app.dispatcher.ask('backup.ofTenant', { tenant }, system))
  return leftOf(app.database.queries, backups, gone)
}

async function oneOf(app: App, tenant: string, source: string): Promise<LeftView> {
  const found = (await left(app, tenant)).find((one) => one.source === source)
  if (found === undefined) throw new ReeveError('not_found', 'There are no backups of such a service. Look at the list again.')
  return found
}

/** A new service of the same kind with all data of the backup. Until a key has approved that, it is a name here and nothing is asked of the keep. */
export async function restoreLeft(
  app: App,
  caller: Caller,
  { tenant, source, backup: id, name }: z.output<typeof restoreLeftInput>,
): Promise<AskedView & { service: string }> {
  const { kind, backups, name: sourceName } = await oneOf(app, tenant, source)
  const backup = backups.find((row) => row.id === id)
  if (backup === undefined) throw new ReeveError('not_found', 'There is no such backup. Look at the list again.')
  if (backup.verified?.ok === false) throw new ReeveError('conflict', 'This backup is damaged. Choose another one; nothing was changed.')
  const descriptor = await kindOf(app, kind)
  const diskMiB = Math.max(descriptor.resources.diskMiB, Math.ceil((backup.bytes / 1_048_576) * 1.25))
  const service = newId('s')
  return change(app, caller, { what: 'backup.restore', tenant, object: service, detail: source }, ['services', 'backups'], (tx, now) => {
    withdrawTwin(app, tx, { tenant, name, now })
    const row = { id: service, tenant, name, kind: descriptor, config: {}, resources: { ...descriptor.resources, diskMiB } }
    const owner = insertService(tx, { ...row, state: 'awaiting_approval', now })
    const of = { tenant, service, backup: id, at: backup.at, repository: backup.repository, source, sourceName }
    const input = { ...of, name, tenantName: owner.name, kind, diskMiB }
    return { service, action: want(tx, { name: 'backup.restore', actor: actorOf(caller, tenant), now, input }) }
  })
}

/** Asked for again under the same name: that takes the place of what waits. */
function withdrawTwin(app: App, tx: Queries, { tenant, name, now }: { tenant: string; name: string; now: number }): void {
  const twin = and(eq(services.tenant, tenant), eq(services.name, name), eq(services.state, 'awaiting_approval'))
  const found = tx.select({ id: services.id }).from(services).where(twin).get()
  if (found !== undefined) cancelWaiting(tx, app.dispatcher.outcomes, 'backup.restore', found.id, now)
}

/** What to ask for once more when the service of such a restore is not there any more: nobody approved it in time. */
export function unmadeBy(tx: Queries, { tenant, service, source, backup, name }: ActionInput<'backup.restore'>) {
  const made = tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() !== undefined
  return source === undefined || made ? undefined : { tenant, source, backup, name }
}

export async function removeLeft(app: App, caller: Caller, { tenant, source }: { tenant: string; source: string }): Promise<AskedView> {
  const { name, tenantName } = await oneOf(app, tenant, source)
  if (tenantName === null) throw new ReeveError('not_found', 'The tenant is deleted, too. Its backups go by themselves.')
  return change(app, caller, { what: 'backup.remove', tenant, object: source, detail: name }, ['backups'], (tx, now) => {
    cancelWaiting(tx, app.dispatcher.outcomes, 'backup.remove', source, now)
    const input = { tenant, tenantName, source, name }
    return { action: want(tx, { name: 'backup.remove', actor: actorOf(caller, tenant), now, input }) }
  })
}
