import type * as z from 'zod'
import type { revertInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import type { Actor } from '../../contracts/envelope.ts'
import { newSnapshotName, type SnapshotAsker, type SnapshotView, snapshotsResult } from '../../contracts/snapshots.ts'
import type { Queries } from '../../db/client.ts'
import type { App } from '../app.ts'
import { actorOf, askerOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { usableService } from './rows.ts'

/** The keep has them; nobody is woken to list them. */
export async function list(app: App, caller: Caller, service: string): Promise<SnapshotView[]> {
  const tenant = usableService(app.database.queries, service).tenant.id
  return snapshotsResult.parse(await app.dispatcher.ask('service.snapshots', { tenant, service }, askerOf(caller, tenant))).snapshots
}

/** Returns the action's id. */
export function wantSnapshot(tx: Queries, service: string, actor: Actor, now: number, by?: SnapshotAsker): string {
  const tenant = usableService(tx, service).tenant.id
  return want(tx, { name: 'service.snapshot', actor, now, input: { tenant, service, snapshot: newSnapshotName(by) } })
}

export function take(app: App, caller: Caller, service: string): AskedView {
  const tenant = usableService(app.database.queries, service).tenant.id
  return change(app, caller, { what: 'service.snapshot', tenant, object: service }, ['services'], (tx, now) => ({
    action: wantSnapshot(tx, service, actorOf(caller, tenant), now),
  }))
}

export function revert(app: App, caller: Caller, { service, snapshot, rehearse }: z.output<typeof revertInput>): AskedView {
  const tenant = usableService(app.database.queries, service).tenant.id
  return change(app, caller, { what: 'service.revert', tenant, object: service, detail: snapshot }, ['services'], (tx, now) => {
    const { halted } = usableService(tx, service).service
    const input = { tenant, service, snapshot, undo: newSnapshotName(), halted, ...(rehearse && { rehearse: true as const }) }
    return { action: want(tx, { name: 'service.revert', actor: actorOf(caller, tenant), now, input }) }
  })
}
