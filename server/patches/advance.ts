import { and, eq, inArray } from 'drizzle-orm'
import { type PatchWindow, runOver } from '../../contracts/patches.ts'
import { closingAfter, mayPatch } from '../../contracts/window-times.ts'
import type { Queries } from '../../db/client.ts'
import { patchRuns, patchTargets, serviceRoots } from '../../db/schema/index.ts'
import { actionLifeMs, want } from '../dispatch/want.ts'
import { type RunRow, runRow, servicesOfKind, type TargetRow, targetsOf, windowsFor } from './rows.ts'
import { hasStopped, nextStep, type RunFacts } from './stages.ts'

/**
 * Takes a run as far as it can go now. Inside the transaction of whatever happened: the end of an action, a person's word, or the clock. Each step only
 * writes down what is wanted; killed in between, the same rows say what comes next.
 */
export function advance(tx: Queries, id: string, now: number): void {
  for (;;) {
    const run = runRow(tx, id)
    if (run === undefined || runOver(run.state) || !takeStep(tx, run, now)) return
  }
}

/** False when there is nothing to do but to wait. */
function takeStep(tx: Queries, run: RunRow, now: number): boolean {
  const targets = targetsOf(tx, run.id)
  const step = nextStep(factsOf(tx, run, targets, now))
  switch (step.do) {
    case 'nothing':
      return false
    case 'patch':
      for (const target of targets) if (step.services.includes(target.service)) patch(tx, run, target, now)
      return true
    case 'skip':
      tx.update(patchTargets)
        .set({ state: 'skipped', endedAt: now })
        .where(and(eq(patchTargets.run, run.id), eq(patchTargets.state, 'waiting')))
        .run()
      return true
    case 'wait':
      update(tx, run, { state: 'waiting', waitUntil: now + run.options.waitMinutes * 60_000 })
      return true
    case 'go on':
      update(tx, run, { state: 'rest' })
      return true
    case 'switch': {
      const input = { kind: run.kind, image: run.image ?? '' }
      update(tx, run, { state: 'switching', action: want(tx, { name: 'patch.use', actor: run.actor, now, input }) })
      return true
    }
    case 'end':
      end(tx, run, now)
      return true
  }
}

function factsOf(tx: Queries, run: RunRow, targets: readonly TargetRow[], now: number): RunFacts {
  const open = new Map<string, boolean>()
  const may = (tenant: string): boolean => {
    const known = open.get(tenant) ?? mayBegin(windowsIn(tx, run, tenant), now)
    open.set(tenant, known)
    return known
  }
  return { ...run, now, targets: targets.map(({ service, first, state, tenant }) => ({ service, first, state, may: may(tenant) })) }
}

/** A tenant's own, else those of a run that opened by itself, else those of the installation. */
function windowsIn(tx: Queries, { options: { when, windows } }: RunRow, tenant: string): PatchWindow[] {
  if (when === 'now') return []
  const found = windowsFor(tx, tenant)
  return found.own ? found.windows : (windows ?? found.windows)
}

/** As long as the keep takes an action that is over already, since clocks differ. */
const skewMs = 60_000

/** Nothing begins after the end of a window, however long an action is on its way. */
const mayBegin = (windows: PatchWindow[], now: number): boolean => mayPatch(windows, now) && mayPatch(windows, now + skewMs)

function patch(tx: Queries, run: RunRow, { service, tenant }: TargetRow, now: number): void {
  const input = { tenant, service, image: run.image ?? '', back: run.before, probeSeconds: run.options.probeSeconds }
  const closing = closingAfter(windowsIn(tx, run, tenant), now, now + actionLifeMs + skewMs)
  const action = want(tx, { name: 'service.patch', actor: run.actor, now, input, ...(closing === null ? {} : { until: closing - skewMs }) })
  tx.update(patchTargets)
    .set({ state: 'running', action, startedAt: now })
    .where(and(eq(patchTargets.run, run.id), eq(patchTargets.service, service)))
    .run()
}

/** The image that nobody needs any more goes first. */
function end(tx: Queries, run: RunRow, now: number): void {
  const image = unneeded(tx, run)
  if (image === null) finish(tx, run.id, now)
  else update(tx, run, { state: 'ending', action: want(tx, { name: 'patch.drop', actor: run.actor, now, input: { image } }) })
}

/** The one before, when no root is from it; or the new one, when it was never used. Where it is not known of every root, nothing goes. */
function unneeded(tx: Queries, run: RunRow): string | null {
  const image = run.switched ? run.before : run.image
  if (image === null || run.before === run.image) return null
  const present = servicesOfKind(tx, run.kind).map(({ service }) => service)
  const roots = tx.select().from(serviceRoots).where(inArray(serviceRoots.service, present)).all()
  return roots.length === present.length && roots.every((root) => root.image !== image) ? image : null
}

export function finish(tx: Queries, id: string, now: number): void {
  const run = runRow(tx, id)
  if (run === undefined) return
  const stopped = hasStopped({ targets: targetsOf(tx, id).map((target) => ({ ...target, may: true })), options: run.options })
  update(tx, run, { state: run.cancelled ? 'cancelled' : stopped ? 'stopped' : 'done', action: null, endedAt: now })
}

/** There is no image to patch with: nothing that was not begun is begun. */
export function fail(tx: Queries, run: RunRow, error: NonNullable<RunRow['error']>, now: number): void {
  tx.update(patchTargets)
    .set({ state: 'skipped', endedAt: now })
    .where(and(eq(patchTargets.run, run.id), eq(patchTargets.state, 'waiting')))
    .run()
  update(tx, run, { state: 'failed', error, action: null, endedAt: now })
}

const update = (tx: Queries, run: RunRow, values: Partial<RunRow>): void =>
  void tx.update(patchRuns).set(values).where(eq(patchRuns.id, run.id)).run()
