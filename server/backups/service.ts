import { and, eq, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import * as zod from 'zod'
import type { ActionInput } from '../../contracts/actions.ts'
import type {
  BackupsView,
  browseInput,
  PlanPreview,
  planPreviewInput,
  restorePartInput,
  setPlanPolicyInput,
  setPolicyInput,
  VaultView,
} from '../../contracts/backup-api.ts'
import { type BackupPolicy, type BackupRow, backupList, type KeepRules, vaultState } from '../../contracts/backups.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { fileEntry } from '../../contracts/files.ts'
import { uploadId } from '../../contracts/ids.ts'
import { removedBy } from '../../contracts/retention.ts'
import { backupPlans, backupTurns, plans, services, tenants, uploads } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'
import { usableService } from '../services/rows.ts'
import { controlView } from './control.ts'
import { databasesOf } from './databases.ts'
import { leftOf } from './left.ts'
import { policyOf, policyOfPlan, setTurn, withinPlanPolicy } from './policies.ts'
import { usableRepository } from './repositories.ts'
import { nextRun } from './schedule.ts'
import { wantBackup } from './wanted.ts'

const entries = zod.object({ entries: zod.array(fileEntry), truncated: zod.boolean() })
const made = zod.object({ download: uploadId, name: zod.string() })

/** What the vault has of a service. Asked in the backend's own name: also those may see it who only look. */
async function ask(app: App, service: string) {
  const { tenant } = usableService(app.database.queries, service)
  return backupList.parse(await app.dispatcher.ask('backup.list', { tenant: tenant.id, service }, system))
}

async function backupOf(app: App, service: string, id: string): Promise<BackupRow> {
  const found = (await ask(app, service)).backups.find((backup) => backup.id === id)
  if (found === undefined) throw new ReeveError('not_found', 'There is no such backup. Look at the list again.')
  return found
}

export async function list(app: App, service: string): Promise<BackupsView> {
  const { queries } = app.database
  const { kind, service: row } = usableService(queries, service)
  const { backups, former } = await ask(app, service)
  const { policy, planPolicy, turn } = policyOf(queries, service)
  return {
    ...{ backups, former, policy, planPolicy, own: (turn?.policy ?? null) !== null },
    nextAt: policy.on ? (turn?.nextAt ?? null) : null,
    lastAt: turn?.lastAt ?? null,
    error: turn?.error ?? null,
    databases: databasesOf(kind, row.config),
    files: kind?.files ?? false,
  }
}

export function run(app: App, caller: Caller, { service, full }: { service: string; full: boolean }): AskedView {
  const tenant = usableService(app.database.queries, service).tenant.id
  return change(app, caller, { what: 'backup.run', tenant, object: service }, ['backups'], (tx, now) => ({
    action: wantBackup(tx, { tenant, service }, actorOf(caller, tenant), now, full),
  }))
}

export async function restore(app: App, caller: Caller, input: { service: string; backup: string }): Promise<AskedView> {
  const { id: backup, at, repository } = await backupOf(app, input.service, input.backup)
  const tenant = usableService(app.database.queries, input.service).tenant.id
  return change(app, caller, { what: 'backup.restore', tenant, object: input.service }, ['backups'], (tx, now) => {
    const { service: row, tenant: owner } = usableService(tx, input.service)
    cancelWaiting(tx, app.dispatcher.outcomes, 'backup.restore', row.id, now)
    const whole = { tenant, service: row.id, backup, at, repository, name: row.name, tenantName: owner.name, kind: row.kind }
    const asked = { ...whole, diskMiB: row.resources.diskMiB }
    return { action: want(tx, { name: 'backup.restore', actor: actorOf(caller, tenant), now, input: asked }) }
  })
}

export async function restorePart(app: App, caller: Caller, input: z.output<typeof restorePartInput>): Promise<AskedView> {
  const { id: backup, at, repository } = await backupOf(app, input.service, input.backup)
  const { service, part, place } = input
  return asks(app, caller, service, 'backup.restore', 'backup.restorePart', (tenant, diskMiB) => ({
    ...{ tenant, service, backup, at, repository, part, place, diskMiB },
  }))
}

export async function drill(app: App, caller: Caller, input: { service: string; backup: string }): Promise<AskedView> {
  const { id: backup, at, repository } = await backupOf(app, input.service, input.backup)
  const { service } = input
  return asks(app, caller, service, 'backup.drill', 'backup.drill', (tenant, diskMiB) => ({
    tenant,
    service,
    backup,
    at,
    repository,
    diskMiB,
  }))
}

export const revert = (app: App, caller: Caller, service: string): AskedView =>
  asks(app, caller, service, 'backup.revert', 'backup.revert', (tenant) => ({ tenant, service }))

export function verify(app: App, caller: Caller, { service, full }: { service: string; full: boolean }): AskedView {
  const { repository } = policyOf(app.database.queries, service).policy
  return asks(app, caller, service, 'backup.verify', 'backup.verify', (tenant) => ({ tenant, service, repository, full }))
}

export const cancel = (app: App, caller: Caller, { service, action }: { service: string; action: string }): AskedView =>
  asks(app, caller, service, 'backup.cancel', 'backup.cancel', (tenant) => ({ tenant, service, action }))

type Jobs = 'backup.restorePart' | 'backup.drill' | 'backup.revert' | 'backup.verify' | 'backup.cancel'

function asks<N extends Jobs>(
  app: App,
  caller: Caller,
  service: string,
  what: 'backup.restore' | 'backup.drill' | 'backup.revert' | 'backup.verify' | 'backup.cancel',
  name: N,
  inputOf: (tenant: string, diskMiB: number) => ActionInput<N>,
): AskedView {
  const tenant = usableService(app.database.queries, service).tenant.id
  return change(app, caller, { what, tenant, object: service }, ['backups'], (tx, now) => {
    const { service: row } = usableService(tx, service)
    return { action: want(tx, { name, actor: actorOf(caller, tenant), now, input: inputOf(tenant, row.resources.diskMiB) }) }
  })
}

export async function browse(app: App, caller: Caller, input: z.output<typeof browseInput>): Promise<z.output<typeof entries>> {
  const { at, repository } = await backupOf(app, input.service, input.backup)
  const tenant = usableService(app.database.queries, input.service).tenant.id
  return entries.parse(await app.dispatcher.ask('backup.browse', { tenant, at, repository, ...input }, actorOf(caller, tenant)))
}

export async function download(app: App, caller: Caller, input: z.output<typeof browseInput>): Promise<{ download: string; name: string }> {
  const { at, repository } = await backupOf(app, input.service, input.backup)
  const tenant = usableService(app.database.queries, input.service).tenant.id
  const answer = await app.dispatcher.ask('backup.download', { tenant, at, repository, ...input }, actorOf(caller, tenant))
  const { download: id, name } = made.parse(answer)
  const row = { id, service: input.service, person: caller.person, direction: 'down' as const, name, bytes: 0, sha256: '' }
  app.database.transact((tx) =>
    tx
      .insert(uploads)
      .values({ ...row, createdAt: app.now() })
      .run(),
  )
  return { download: id, name }
}

export async function setPolicy(app: App, caller: Caller, { service, policy }: z.output<typeof setPolicyInput>): Promise<void> {
  const tenant = usableService(app.database.queries, service).tenant.id
  const bound = policy !== null && !caller.administrator && !caller.resold.has(tenant)
  const holding = policyOf(app.database.queries, service)
  if (bound) withinPlanPolicy(policy, holding.planPolicy)
  await usableRepository(app, policy, holding.policy)
  change(app, caller, { what: 'backup.policy', tenant, object: service }, ['backups'], (tx, now) => {
    const { planPolicy } = policyOf(tx, service)
    if (bound) withinPlanPolicy(policy, planPolicy)
    setTurn(tx, service, { policy, nextAt: nextRun(policy ?? planPolicy, service, now) })
  })
}

/** What these rules would remove of what is there, now. */
export async function preview(app: App, { service, keep }: { service: string; keep: KeepRules }): Promise<{ removed: BackupRow[] }> {
  return { removed: removedBy((await ask(app, service)).backups, keep, app.now()) }
}

export const planPolicy = (app: App, plan: string): BackupPolicy => policyOfPlan(app.database.queries, plan)

export async function setPlanPolicy(app: App, caller: Caller, { plan, policy }: z.output<typeof setPlanPolicyInput>): Promise<void> {
  await usableRepository(app, policy, policyOfPlan(app.database.queries, plan))
  change(app, caller, { what: 'backup.plan_policy', object: plan }, ['plans', 'backups'], (tx, now) => {
    if (tx.select({ id: plans.id }).from(plans).where(eq(plans.id, plan)).get() === undefined)
      throw new ReeveError('not_found', 'There is no such plan.')
    tx.insert(backupPlans).values({ plan, policy }).onConflictDoUpdate({ target: backupPlans.plan, set: { policy } }).run()
    const follow = tx
      .select({ service: backupTurns.service })
      .from(backupTurns)
      .innerJoin(services, eq(services.id, backupTurns.service))
      .innerJoin(tenants, eq(tenants.id, services.tenant))
      .where(eq(tenants.plan, plan))
      .all()
    for (const { service } of follow) {
      const holds = policyOf(tx, service)
      if (holds.turn?.policy === null) setTurn(tx, service, { nextAt: nextRun(policy, service, now) })
    }
  })
}

export async function state(app: App): Promise<VaultView> {
  const { sealingKey, freeMiB, outside, repositories, backups, gone, adopting, unread } = vaultState.parse(
    await app.dispatcher.ask('backup.state', {}, system),
  )
  const rows = app.database.queries
    .select({ service: services, tenantName: tenants.name, turn: backupTurns })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(backupTurns, eq(backupTurns.service, services.id))
    .where(isNull(services.goneWith))
    .orderBy(tenants.name, services.name)
    .all()
  return {
    ...{ sealingKey, freeMiB, outside, repositories, adopting, unread, control: controlView(app, backups) },
    deleted: leftOf(app.database.queries, backups, gone),
    services: rows.map(({ service: { id, name, tenant }, tenantName, turn }) => {
      const own = backups.filter((backup) => backup.source === id)
      const { policy } = policyOf(app.database.queries, id)
      return {
        ...{ service: id, name, tenant, tenantName, backups: own.length },
        bytes: own.reduce((sum, backup) => sum + backup.added, 0),
        newest: own[0] ?? null,
        nextAt: policy.on ? (turn?.nextAt ?? null) : null,
        error: turn?.error ?? null,
        removes: removedBy(own, policy.keep, app.now()).length,
      }
    }),
  }
}

/** What these rules would remove now of the services that follow the plan. */
export async function planPreview(app: App, { plan, keep }: z.output<typeof planPreviewInput>): Promise<PlanPreview> {
  const { backups } = vaultState.parse(await app.dispatcher.ask('backup.state', {}, system))
  const follow = app.database.queries
    .select({ service: services.id, name: services.name, tenantName: tenants.name, policy: backupTurns.policy })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(backupTurns, eq(backupTurns.service, services.id))
    .where(and(eq(tenants.plan, plan), isNull(services.goneWith), isNull(backupTurns.policy)))
    .orderBy(tenants.name, services.name)
    .all()
  const removes = follow.map(({ service, name, tenantName }) => {
    const own = backups.filter(({ source }) => source === service)
    return { service, name, tenantName, removed: removedBy(own, keep, app.now()).length }
  })
  return { services: follow.length, removes: removes.filter(({ removed }) => removed > 0) }
}
