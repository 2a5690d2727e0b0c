import { ReeveError } from '../../contracts/errors.ts'
import { insideProgram } from '../catalogue/base.ts'
import type { Files } from '../catalogue/kind.ts'
import { busyKey, execAwake, keepAwake, leaseFrom, leaseMs, programPath, renewMs } from '../engine/awake.ts'
import type { Engine, ExecCommand, ExecOutcome } from '../engine/client.ts'

const freezeCheckMs = 2000

export interface Vps {
  /** Runs a program as the files' user in the files' top folder. Throws what the engine throws; a bad status is the caller's matter. */
  run(
    argv: readonly [string, ...string[]],
    options?: Pick<ExecCommand, 'stdin' | 'stdout' | 'timeoutMs' | 'maxOutputBytes'>,
  ): Promise<ExecOutcome>
}

export interface Keeper {
  /** Starts or thaws the service's VPS, keeps it awake while `work` runs, and gives what it gives. */
  awake<T>(project: string, service: string, files: Files, work: (vps: Vps) => Promise<T>): Promise<T>
}

const environment = { PATH: programPath, LC_ALL: 'C.UTF-8' }

export function createKeeper(engine: Engine, now: () => number): Keeper {
  const lease = (project: string, service: string) => engine.updateInstance(project, service, { config: leaseFrom(now()) })

  /** The waker may have decided to freeze before it saw the lease: a program in a frozen VPS would never end. */
  async function run(project: string, service: string, command: ExecCommand): Promise<ExecOutcome> {
    const timer = setInterval(() => {
      void thaw(project, service).catch(() => undefined)
    }, freezeCheckMs)
    try {
      return await execAwake(engine, project, service, command)
    } finally {
      clearInterval(timer)
    }
  }

  async function thaw(project: string, service: string): Promise<void> {
    if ((await engine.getState(project, service))?.state === 'frozen') await engine.setState(project, service, 'unfreeze')
  }

  return {
    async awake(project, service, files, work) {
      const found = await engine.getInstance(project, service)
      if (found === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
      if (found.config['user.reeve.suspended'] === 'true')
        throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
      // Whoever browses files asks again and again: one lease serves for a while.
      const leased = Number(found.config[busyKey] ?? 0) - now() >= leaseMs - renewMs
      if (!leased || found.state !== 'running') await keepAwake(engine, project, service, now())
      const timer = setInterval(() => {
        void lease(project, service).catch(() => undefined)
      }, renewMs)
      try {
        return await work({
          run: (argv, options) =>
            run(project, service, {
              timeoutMs: 30_000,
              ...options,
              argv: [insideProgram, files.root, ...argv],
              uid: files.uid,
              gid: files.gid,
              environment,
            }),
        })
      } finally {
        clearInterval(timer)
      }
    },
  }
}

/** The outcome of a program that must end well. */
export function succeeded(outcome: ExecOutcome, doing: string): ExecOutcome {
  if (outcome.status === 0) return outcome
  throw failureOf(outcome, doing)
}

/** The failure of a coreutils program in our words; its own go to the log. */
export function failureOf({ status, stderr }: ExecOutcome, doing: string): ReeveError {
  const cause = new Error(`${doing} ended with ${status}: ${stderr.slice(-1000)}`)
  if (/No such file or directory/.test(stderr)) return new ReeveError('not_found', 'There is no such file or folder.', cause)
  if (/Disk quota exceeded|No space left/.test(stderr)) {
    return new ReeveError('storage_full', 'The disk of the service is full. Delete something or give it more disk.', cause)
  }
  if (/File exists|Directory not empty/.test(stderr)) return new ReeveError('conflict', 'There is something with this name already.', cause)
  if (/Is a directory|Not a directory/.test(stderr))
    return new ReeveError('conflict', 'A file stands where a folder should, or the other way round.', cause)
  if (/Permission denied|Operation not permitted/.test(stderr))
    return new ReeveError('forbidden', 'The service’s own user may not do this.', cause)
  if (/subdirectory of itself/.test(stderr)) return new ReeveError('bad_input', 'A folder cannot be moved into itself.', cause)
  if (/File name too long/.test(stderr)) return new ReeveError('bad_input', 'This name is too long.', cause)
  return new ReeveError('internal', 'The work inside the VPS failed. Look at the log of the service.', cause)
}
