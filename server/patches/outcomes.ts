import { and, eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import type { ErrorCode } from '../../contracts/errors.ts'
import { hostVerbs, packagesChanged } from '../../contracts/host.ts'
import { checkResult, patchResult, type TargetState } from '../../contracts/patches.ts'
import type { Queries } from '../../db/client.ts'
import { patchRuns, patchTargets } from '../../db/schema/index.ts'
import type { Failure, Outcome } from '../dispatch/outcomes.ts'
import { advance, fail, finish } from './advance.ts'
import { noteImage, noteRoot, ofHost, ofKind, type RunRow, type TargetRow, writeCheck } from './rows.ts'

/** The row of the last change of the host's packages. */
export const lastOfHost = 'host:last'

export const patchCheck: Outcome = {
  topics: ['patches'],
  done(tx, _action, result, now) {
    const { host, kinds } = checkResult.parse(result)
    writeCheck(tx, ofHost, host, now)
    for (const one of kinds) {
      writeCheck(tx, ofKind(one.kind), one, now)
      if ('image' in one && one.image !== null && one.version !== null) noteImage(tx, one.image, one.kind, one.version)
    }
  },
}

const waitingFor = (tx: Queries, action: string): RunRow | undefined =>
  tx.select().from(patchRuns).where(eq(patchRuns.action, action)).get()
const set = (tx: Queries, run: RunRow, values: Partial<RunRow>): void =>
  void tx.update(patchRuns).set(values).where(eq(patchRuns.id, run.id)).run()

export const patchBuild: Outcome = {
  topics: ['patches'],
  done(tx, action, result, now) {
    const built = hostVerbs['image.build'].answer.parse(result)
    const { kind } = parseInput('patch.build', action.input)
    noteImage(tx, built.fingerprint, kind, built.version)
    const run = waitingFor(tx, action.id)
    if (run === undefined) return
    set(tx, run, { state: 'first', action: null, image: built.fingerprint, version: built.version, packages: built.difference })
    advance(tx, run.id, now)
  },
  failed(tx, action, { code, message }, now) {
    const run = waitingFor(tx, action.id)
    if (run !== undefined) fail(tx, run, { code, message }, now)
  },
}

export const patchUse: Outcome = {
  topics: ['patches'],
  done(tx, action, result, now) {
    const run = waitingFor(tx, action.id)
    if (run === undefined) return
    const { before } = hostVerbs['image.use'].answer.parse(result)
    // What it took the place of is told by the machine: what was known of it when the run began may be older than the last `up`.
    const former = before === null || before === run.image ? run.before : before
    set(tx, run, { state: 'rest', action: null, switched: true, before: former })
    advance(tx, run.id, now)
  },
  failed(tx, action, { code, message }, now) {
    const run = waitingFor(tx, action.id)
    if (run !== undefined) fail(tx, run, { code, message }, now)
  },
}

/** An image that stays costs room, nothing else. */
const ended = (tx: Queries, action: string, now: number): void => {
  const run = waitingFor(tx, action)
  if (run !== undefined) finish(tx, run.id, now)
}
export const patchDrop: Outcome = {
  topics: ['patches'],
  done: (tx, action, _result, now) => ended(tx, action.id, now),
  failed: (tx, action, _error, now) => ended(tx, action.id, now),
}

const targetOf = (tx: Queries, action: string): TargetRow | undefined =>
  tx.select().from(patchTargets).where(eq(patchTargets.action, action)).get()
const write = (tx: Queries, target: TargetRow, values: Partial<TargetRow>): void =>
  void tx
    .update(patchTargets)
    .set(values)
    .where(and(eq(patchTargets.run, target.run), eq(patchTargets.service, target.service)))
    .run()

/** Asked so often without an answer, it has failed. */
const mostAttempts = 5
const undecided: readonly ErrorCode[] = ['unavailable', 'timeout', 'expired', 'rate_limited']
const untouchable: readonly ErrorCode[] = ['suspended', 'not_found', 'conflict', 'halted']

function stateAfter({ code }: Failure, attempts: number): TargetState {
  if (undecided.includes(code)) return attempts < mostAttempts ? 'waiting' : 'failed'
  if (untouchable.includes(code)) return 'skipped'
  return code === 'internal' || code === 'forbidden' || code === 'image_missing' ? 'failed' : 'back'
}

export const servicePatch: Outcome = {
  topics: ['patches'],
  done(tx, action, result, now) {
    const { outcome, image, heldMs } = patchResult.parse(result)
    const { service } = parseInput('service.patch', action.input)
    noteRoot(tx, service, image, now)
    const target = targetOf(tx, action.id)
    if (target === undefined) return
    write(tx, target, { state: outcome, heldMs, error: null, endedAt: now })
    advance(tx, target.run, now)
  },
  failed(tx, action, error, now) {
    const target = targetOf(tx, action.id)
    if (target === undefined) return
    const { code, message } = error
    const attempts = target.attempts + 1
    const state = stateAfter(error, attempts)
    const again = state === 'waiting'
    write(tx, target, { state, attempts, error: { code, message }, endedAt: again ? null : now, ...(again ? { action: null } : {}) })
    advance(tx, target.run, now)
  },
}

export const hostPatch: Outcome = {
  topics: ['patches'],
  done(tx, _action, result, now) {
    writeCheck(tx, lastOfHost, packagesChanged.parse(result), now)
  },
}
