import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { insideProgram } from '../catalogue/base.ts'
import type { Files } from '../catalogue/kind.ts'
import { execAwake, keepAwake, renewMs } from '../engine/awake.ts'
import { type BackupDeps, cancelled } from './deps.ts'
import type { Job } from './restore.ts'
import { environment } from './trial.ts'

export type Run = (
  argv: readonly [string, ...string[]],
  options?: {
    stdin?: Readable
    stdout?: Writable
    as?: Files
    accept?: readonly number[]
    /** So long it may take nothing of its input, or do anything without input. */
    quietMs?: number
  },
) => Promise<string>

/** People inside the VPS can stop a program of ours for as long as they like. */
const quietMs = 600_000
const longestMs = 6 * 3_600_000

/** Programs in the service's own VPS, kept awake meanwhile. With `as`, they run as the files' user in the files' folder. */
export async function inside<T>(
  deps: BackupDeps,
  { signal }: Pick<Job, 'signal'>,
  { tenant, service }: { tenant: string; service: string },
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const { engine, now } = deps
  const project = projectOf(tenant)
  await keepAwake(engine, project, service, now())
  const timer = setInterval(() => void keepAwake(engine, project, service, now()).catch(() => undefined), renewMs)
  try {
    return await work(async (argv, { as, accept = [0], stdin, stdout, quietMs: quiet = quietMs } = {}) => {
      const who = as === undefined ? { argv } : { argv: [insideProgram, as.root, ...argv] as const, uid: as.uid, gid: as.gid }
      const outcome = await watched({ signal, quietMs: quiet, ...(stdin === undefined ? {} : { stdin }) }, (watch) => {
        const output = stdout === undefined ? {} : { stdout }
        return execAwake(engine, project, service, { ...who, ...watch, ...output, environment, timeoutMs: longestMs })
      })
      if (accept.includes(outcome.status)) return outcome.stdout.toString('utf8')
      throw failure(argv[0], outcome.status, outcome.stderr)
    })
  } finally {
    clearInterval(timer)
  }
}

/** Ends a program when it was cancelled, or makes no progress. */
async function watched<T>(
  given: { signal: AbortSignal; quietMs: number; stdin?: Readable },
  work: (watch: { signal: AbortSignal; stdin?: Readable }) => Promise<T>,
): Promise<T> {
  const quiet = new AbortController()
  const timer = setTimeout(() => quiet.abort(), given.quietMs)
  const signal = AbortSignal.any([given.signal, quiet.signal])
  const passing = new Transform({
    transform(part: Buffer, _encoding, done) {
      timer.refresh()
      done(null, part)
    },
  })
  // What fails here is seen by whoever reads it.
  const passed = given.stdin === undefined ? undefined : pipeline(given.stdin, passing, { signal }).catch(() => undefined)
  try {
    return await work(given.stdin === undefined ? { signal } : { signal, stdin: passing })
  } catch (error) {
    if (given.signal.aborted) throw cancelled()
    if (!quiet.signal.aborted) throw error
    throw new ReeveError(
      'conflict',
      'The program in the VPS made no progress for minutes and was ended. Look at the service, then try again.',
      error,
    )
  } finally {
    clearTimeout(timer)
    passing.destroy()
    await passed
  }
}

export function failure(program: string, status: number, stderr: string): ReeveError {
  const cause = new Error(`${program} ended with ${status}: ${stderr.slice(-2000)}`)
  if (/Disk quota exceeded|No space left/.test(stderr)) {
    return new ReeveError('storage_full', 'The disk of the service has no room for it. Delete something or give it more disk.', cause)
  }
  return new ReeveError('internal', 'The work inside the VPS failed. Look at the log of the service.', cause)
}
