import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { type BackupRow, backupList, vaultState } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { backupTurns, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'
import { backUpControlDue } from './control.ts'
import { leftOf } from './left.ts'
import { policyOf, setTurn } from './policies.ts'
import { nextRun } from './schedule.ts'
import { drillEvery, verifyEvery, wantBackup, wantRetire } from './wanted.ts'

const everyMs = 30_000
const lookEvery = 3_600_000

/**
 * Again and again: wants the backups that are due, once a week a reading of every byte of each tenant's repository, and once a day a trial of one
 * service's newest backup, each service in its turn. Killed: what was wanted stands, and the next round finds what is due.
 */
export function keepBackups(app: App): { stop: () => void } {
  let over = false
  let lookedAt = 0
  let timer: NodeJS.Timeout
  const retire = async () => {
    if (app.now() - lookedAt < lookEvery) return
    await retireDeleted(app)
    lookedAt = app.now()
  }
  const turn = async () => {
    // What cannot be done of one keeps nobody from the others.
    for (const work of [backUpControlDue, backUpDue, drillNext, retire]) {
      try {
        await work(app)
      } catch (error) {
        app.log.error({ err: error }, 'backups could not be looked at')
      }
    }
    if (!over) timer = setTimeout(turn, everyMs).unref()
  }
  timer = setTimeout(turn, everyMs).unref()
  return {
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}

/** Services that the keep has set up. */
const living = (app: App) =>
  app.database.queries
    .select({ service: services.id, tenant: services.tenant, nextAt: backupTurns.nextAt, verifiedAt: backupTurns.verifiedAt })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(backupTurns, eq(backupTurns.service, services.id))
    .where(and(isNull(services.goneWith), isNotNull(services.address)))
    .all()

export function backUpDue(app: App): void {
  const now = app.now()
  const due = living(app).filter(({ nextAt }) => nextAt === null || nextAt <= now)
  if (due.length === 0) return
  const verified = new Set<string>()
  app.database.transact((tx) => {
    for (const { service, tenant, nextAt, verifiedAt } of due) {
      const { policy } = policyOf(tx, service)
      if (!policy.on) continue
      // One that has no turn yet is new: its first backup comes at its time.
      if (nextAt !== null) {
        wantBackup(tx, { tenant, service }, system, now)
        if (!verified.has(tenant) && now - (verifiedAt ?? 0) >= verifyEvery) {
          verified.add(tenant)
          const input = { tenant, service, repository: policy.repository, full: true }
          want(tx, { name: 'backup.verify', actor: system, now, input })
        }
      }
      setTurn(tx, service, { nextAt: nextRun(policy, service, now) })
    }
    for (const { service, tenant } of living(app)) if (verified.has(tenant)) setTurn(tx, service, { verifiedAt: now })
  })
  app.dispatcher.nudge()
}

/**
 * Tells of deleted services that the vault does not know as such: they went with their tenant, or before it was told of any. A service that only this
 * database has lost is safe: the keep refuses.
 */
export async function retireDeleted(app: App): Promise<void> {
  const { backups, gone } = vaultState.parse(await app.dispatcher.ask('backup.state', {}, system))
  const untold = leftOf(app.database.queries, backups, gone).filter(({ deletedAt }) => deletedAt === null)
  if (untold.length === 0) return
  const now = app.now()
  app.database.transact((tx) => {
    for (const { tenant, source } of untold) wantRetire(tx, tenant, source, now)
  })
  app.dispatcher.nudge()
}

/** The service whose backup was not tried for longest. */
export async function drillNext(app: App): Promise<void> {
  const now = app.now()
  const rows = app.database.queries
    .select({ service: backupTurns.service, drilledAt: backupTurns.drilledAt, tenant: services.tenant, resources: services.resources })
    .from(backupTurns)
    .innerJoin(services, eq(services.id, backupTurns.service))
    .where(and(isNotNull(backupTurns.lastAt), isNull(services.goneWith)))
    .orderBy(backupTurns.drilledAt)
    .all()
  const last = Math.max(0, ...rows.map(({ drilledAt }) => drilledAt))
  const [next] = rows
  if (next === undefined || now - last < drillEvery) return
  const { service, tenant, resources } = next
  const newest = await newestOf(app, { tenant, service })
  app.database.transact((tx) => {
    setTurn(tx, service, { drilledAt: now })
    if (newest === undefined) return
    const { id: backup, at, repository } = newest
    const input = { tenant, service, backup, at, repository, diskMiB: resources.diskMiB }
    want(tx, { name: 'backup.drill', actor: system, now, input })
  })
  app.dispatcher.nudge()
}

/** Undefined also of a service that the keep does not know: it has had its turn. */
async function newestOf(app: App, of: { tenant: string; service: string }): Promise<BackupRow | undefined> {
  try {
    return backupList.parse(await app.dispatcher.ask('backup.list', of, system)).backups[0]
  } catch (error) {
    if (error instanceof ReeveError && error.code === 'not_found') return undefined
    throw error
  }
}
