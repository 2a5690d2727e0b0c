import { and, count, desc, eq, isNull, ne } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { packagesChanged } from '../../contracts/host.ts'
import type {
  HostPatchView,
  KindPatchView,
  PatchesView,
  PatchWindow,
  RunView,
  ServicePatchView,
  TargetState,
} from '../../contracts/patches.ts'
import { nextOpening } from '../../contracts/window-times.ts'
import type { Queries } from '../../db/client.ts'
import { kinds, patchChecks, patchImages, patchRuns, patchTargets, serviceRoots, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { usableService } from '../services/rows.ts'
import { checkUnderWay } from './checks.ts'
import { lastOfHost } from './outcomes.ts'
import { builtAt, hostCheckOf, kindCheckOf, ofHost, openRuns, type RunRow, runRow, windowsFor, windowsOf } from './rows.ts'
import { schedulesOf } from './schedules.ts'

const mostRuns = 20
const noUpdates = { updates: 0, security: 0, packages: [] }

export function get(app: App): PatchesView {
  const tx = app.database.queries
  return {
    checkedAt: tx.select().from(patchChecks).where(eq(patchChecks.what, ofHost)).get()?.at ?? null,
    checking: checkUnderWay(tx) ?? null,
    version: app.config.version,
    host: hostOf(tx),
    kinds: kindsOf(tx),
    runs: tx
      .select()
      .from(patchRuns)
      .orderBy(desc(patchRuns.createdAt))
      .limit(mostRuns)
      .all()
      .map((row) => viewOf(tx, row)),
    windows: windowsOf(tx, null),
    schedules: schedulesOf(tx, app.now()),
  }
}

function hostOf(tx: Queries): HostPatchView | null {
  const check = hostCheckOf(tx)
  if (check === undefined) return null
  const row = tx.select().from(patchChecks).where(eq(patchChecks.what, lastOfHost)).get()
  const last = packagesChanged.safeParse(row?.found)
  const { status, code = null, ...updates } = check.found ?? { ...noUpdates, status: null, code: null }
  return {
    ...updates,
    system: status?.system ?? '',
    kernel: status?.kernel ?? '',
    rebootNeeded: status?.rebootNeeded ?? false,
    newer: code?.differs ? code.version : null,
    error: check.error,
    last: row !== undefined && last.success ? { at: row.at, ...last.data } : null,
  }
}

function kindsOf(tx: Queries): KindPatchView[] {
  const open = openRuns(tx)
  return tx
    .select()
    .from(kinds)
    .orderBy(kinds.kind)
    .all()
    .map(({ kind, descriptor }) => {
      const check = kindCheckOf(tx, kind)
      const image = check?.found?.image ?? null
      const { updates, security, packages } = check?.found ?? noUpdates
      const ofKind = and(eq(services.kind, kind), isNull(services.goneWith))
      return {
        kind,
        title: descriptor.title,
        image,
        builtAt: builtAt(check?.found?.version),
        ...{ updates, security, packages },
        services: tx.select({ all: count() }).from(services).where(ofKind).get()?.all ?? 0,
        older: image === null ? 0 : olderThan(tx, kind, image),
        error: check?.error ?? null,
        run: open.find((run) => run.kind === kind)?.id ?? null,
      }
    })
}

const olderThan = (tx: Queries, kind: string, image: string): number =>
  tx
    .select({ all: count() })
    .from(serviceRoots)
    .innerJoin(services, eq(services.id, serviceRoots.service))
    .where(and(eq(services.kind, kind), isNull(services.goneWith), ne(serviceRoots.image, image)))
    .get()?.all ?? 0

function viewOf(tx: Queries, row: RunRow): RunView {
  const counts: Record<TargetState, number> = { waiting: 0, running: 0, patched: 0, unchanged: 0, back: 0, failed: 0, skipped: 0 }
  const counted = tx
    .select({ state: patchTargets.state, all: count() })
    .from(patchTargets)
    .where(eq(patchTargets.run, row.id))
    .groupBy(patchTargets.state)
    .all()
  for (const { state, all } of counted) counts[state] = all
  const { id, kind, state, paused, options, image, version, packages, error, waitUntil, startedBy, createdAt, endedAt } = row
  const until = state === 'waiting' ? waitUntil : null
  const title = tx.select({ descriptor: kinds.descriptor }).from(kinds).where(eq(kinds.kind, kind)).get()?.descriptor.title ?? kind
  return {
    id,
    kind,
    title,
    state,
    paused,
    options,
    counts,
    image,
    version,
    packages,
    error,
    waitUntil: until,
    startedBy,
    createdAt,
    endedAt,
  }
}

export function run(app: App, id: string): RunView {
  const row = runRow(app.database.queries, id)
  if (row === undefined) throw new ReeveError('not_found', 'There is no such run.')
  return viewOf(app.database.queries, row)
}

export const windows = (app: App, tenant: string | null): { windows: PatchWindow[]; own: boolean } =>
  tenant === null ? { windows: windowsOf(app.database.queries, null), own: true } : windowsFor(app.database.queries, tenant)

export function ofService(app: App, id: string): ServicePatchView {
  const tx = app.database.queries
  const { service, tenant } = usableService(tx, id)
  const check = kindCheckOf(tx, service.kind)
  const root = tx
    .select({ image: serviceRoots.image, version: patchImages.version })
    .from(serviceRoots)
    .leftJoin(patchImages, eq(patchImages.image, serviceRoots.image))
    .where(eq(serviceRoots.service, id))
    .get()
  const image = check?.found?.image ?? null
  const found = windowsFor(tx, tenant.id)
  const last = tx.select().from(patchTargets).where(eq(patchTargets.service, id)).orderBy(desc(patchTargets.endedAt)).limit(1).get()
  return {
    rootAt: builtAt(root?.version),
    older: root !== undefined && image !== null && root.image !== image,
    updates: check?.found?.updates ?? 0,
    security: check?.found?.security ?? 0,
    checkedAt: check?.at ?? null,
    ...found,
    nextAt: nextOpening(found.windows, app.now()),
    last: last?.endedAt == null ? null : { at: last.endedAt, state: last.state, error: last.error },
  }
}
