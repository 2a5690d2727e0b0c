import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { packagesChanged, pinnedPackages } from '../../contracts/host.ts'
import { newId } from '../../contracts/ids.ts'
import { type patchHostInput, runOver, type setWindowsInput, type startRunInput } from '../../contracts/patches.ts'
import { kinds, patchChecks, patchRuns } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { advance } from './advance.ts'
import { begin } from './begin.ts'
import { lookAtRoots, wantCheck } from './checks.ts'
import { lastOfHost } from './outcomes.ts'
import { hostCheckOf, openRuns, type RunRow, runRow, writeWindows } from './rows.ts'

export function check(app: App, caller: Caller): AskedView {
  lookAtRoots(app).catch((error: unknown) => app.log.warn({ err: error }, 'the roots could not be looked at'))
  return change(app, caller, { what: 'patch.check' }, ['patches'], (tx, now) => ({ action: wantCheck(tx, actorOf(caller, null), now) }))
}

export function start(app: App, caller: Caller, { kind, ...options }: z.output<typeof startRunInput>): { run: string } {
  const id = newId('y')
  return change(app, caller, { what: 'patch.start', object: id, detail: kind }, ['patches'], (tx, now) => {
    if (tx.select().from(kinds).where(eq(kinds.kind, kind)).get() === undefined)
      throw new ReeveError('not_found', `There is no kind ${kind}.`)
    if (openRuns(tx, kind).length > 0) throw new ReeveError('conflict', `A run of ${kind} is under way. Wait for its end, or cancel it.`)
    begin(tx, { id, kind, options, actor: actorOf(caller, null), startedBy: caller.name, now })
    return { run: id }
  })
}

type Word = 'pause' | 'resume' | 'cancel'
const words: Record<Word, Partial<RunRow>> = {
  pause: { paused: true },
  resume: { paused: false },
  cancel: { cancelled: true, paused: false },
}

/** What is under way is carried to its end; nothing more begins. */
export function tell(app: App, caller: Caller, run: string, word: Word): void {
  change(app, caller, { what: `patch.${word}`, object: run }, ['patches'], (tx, now) => {
    const row = runRow(tx, run)
    if (row === undefined) throw new ReeveError('not_found', 'There is no such run.')
    if (runOver(row.state)) throw new ReeveError('conflict', 'This run is over.')
    tx.update(patchRuns).set(words[word]).where(eq(patchRuns.id, run)).run()
    advance(tx, run, now)
  })
}

export function setWindows(
  app: App,
  caller: Caller,
  { tenant = null, windows }: Omit<z.output<typeof setWindowsInput>, 'tenant'> & { tenant?: string | null | undefined },
): void {
  change(app, caller, { what: 'patch.windows', tenant }, ['patches'], (tx) => writeWindows(tx, tenant, windows))
}

/** Waits for an approval that names each package and version. */
export function patchHost(app: App, caller: Caller, { packages: names, securityOnly }: z.output<typeof patchHostInput>): AskedView {
  return change(app, caller, { what: 'patch.host' }, ['patches'], (tx, now) => {
    const found = hostCheckOf(tx)?.found?.packages ?? []
    const missing = names?.find((name) => !found.some((one) => one.package === name))
    if (missing !== undefined) throw new ReeveError('bad_input', `Of ${missing} no update is known. Look for updates first.`)
    const chosen = found.filter((one) => (names?.includes(one.package) ?? true) && (!securityOnly || one.security))
    if (chosen.length === 0) throw new ReeveError('conflict', 'No update is known. Look for updates first.')
    const packages = nameable(chosen.map((one) => ({ name: one.package, version: one.candidate })))
    return { action: want(tx, { name: 'patch.host', actor: actorOf(caller, null), now, input: { packages } }) }
  })
}

/** A version that apt would read as a word of its own cannot be asked for: it comes with the next one. */
const nameable = (packages: readonly { name: string; version: string }[]) =>
  packages.filter((one) => pinnedPackages.element.safeParse(one).success)

export function restoreHost(app: App, caller: Caller): AskedView {
  return change(app, caller, { what: 'patch.restore' }, ['patches'], (tx, now) => {
    const row = tx.select().from(patchChecks).where(eq(patchChecks.what, lastOfHost)).get()
    const packages = nameable(packagesChanged.safeParse(row?.found).data?.kept ?? [])
    if (packages.length === 0) throw new ReeveError('conflict', 'No earlier versions are at hand.')
    return { action: want(tx, { name: 'patch.restore', actor: actorOf(caller, null), now, input: { packages } }) }
  })
}
