import { and, eq, inArray, max, ne } from 'drizzle-orm'
import type { Actor } from '../../contracts/envelope.ts'
import { rootsResult } from '../../contracts/patches.ts'
import type { Queries } from '../../db/client.ts'
import { actions, kinds, patchChecks, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'
import { goRound } from '../rounds.ts'
import { advance } from './advance.ts'
import { noteRoot, ofHost, openRuns } from './rows.ts'
import { openDue } from './schedules.ts'

const everyMs = 20_000
/** How old what is known of updates may become. */
const freshMs = 6 * 3_600_000

/**
 * Again and again: takes open runs on, whose windows open and whose waiting ends by the clock alone, opens those that are due, and looks for updates when nobody did for a while.
 * Killed: the rows say where each run is.
 */
export const keepPatches = (app: App) =>
  goRound(app, {
    everyMs,
    complaint: 'patches could not be looked after',
    round: async () => {
      advanceAll(app)
      openDue(app)
      if (isDue(app)) await lookAgain(app)
    },
  })

export function advanceAll(app: App): void {
  const open = openRuns(app.database.queries)
  if (open.length === 0) return
  app.database.transact((tx) => {
    for (const { id } of open) advance(tx, id, app.now())
  })
  app.dispatcher.nudge()
}

const lookingFor = (tx: Queries): string | undefined =>
  tx
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.name, 'patch.check'), inArray(actions.state, ['pending', 'running'])))
    .get()?.id

/** Tried again as often as it would be looked at: a host agent that is away is not asked every few seconds. */
export function isDue(app: App): boolean {
  const tx = app.database.queries
  if (lookingFor(tx) !== undefined) return false
  const tried = tx
    .select({ at: max(actions.createdAt) })
    .from(actions)
    .where(eq(actions.name, 'patch.check'))
    .get()?.at
  const looked = tx.select().from(patchChecks).where(eq(patchChecks.what, ofHost)).get()?.at
  return Math.max(tried ?? 0, looked ?? 0) < app.now() - freshMs
}

export async function lookAgain(app: App): Promise<void> {
  await lookAtRoots(app)
  app.database.transact((tx) => wantCheck(tx, system, app.now()))
  app.dispatcher.nudge()
}

/** The action that looks for updates: the one that is under way, or a new one. */
export function wantCheck(tx: Queries, actor: Actor, now: number): string {
  const names = tx.select({ kind: kinds.kind }).from(kinds).orderBy(kinds.kind).all()
  return lookingFor(tx) ?? want(tx, { name: 'patch.check', actor, now, input: { kinds: names.map(({ kind }) => kind) } })
}
export const checkUnderWay = lookingFor

/** One look at a time, however many ask for it. */
const looks = new WeakMap<App, Promise<void>>()

/** Which image each root came from: of one tenant after another, for which nobody waits who only asked for updates. */
export function lookAtRoots(app: App): Promise<void> {
  const look = looks.get(app) ?? lookAtAll(app).finally(() => looks.delete(app))
  looks.set(app, look)
  return look
}

/** A tenant that cannot be looked at keeps no other from it. */
async function lookAtAll(app: App): Promise<void> {
  const all = app.database.queries.select({ id: tenants.id }).from(tenants).where(ne(tenants.state, 'deleting')).all()
  for (const { id: tenant } of all) {
    try {
      const { roots } = rootsResult.parse(await app.dispatcher.ask('tenant.roots', { tenant }, system))
      app.database.transact((tx) => {
        for (const { service, image } of roots) noteRoot(tx, service, image, app.now())
      })
    } catch (error) {
      app.log.info({ err: error, tenant }, 'the roots of a tenant are not known')
    }
  }
  app.live.publish('patches', null)
}
