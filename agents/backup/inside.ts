import type { Readable, Writable } from 'node:stream'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { insideProgram } from '../catalogue/base.ts'
import type { Files } from '../catalogue/kind.ts'
import { execAwake, keepAwake, renewMs } from '../engine/awake.ts'
import type { BackupDeps } from './deps.ts'
import { environment } from './trial.ts'

export type Run = (
  argv: readonly [string, ...string[]],
  options?: { stdin?: Readable; stdout?: Writable; as?: Files; accept?: readonly number[] },
) => Promise<string>

/** Programs in the service's own VPS, kept awake meanwhile. With `as`, they run as the files' user in the files' folder. */
export async function inside<T>(deps: BackupDeps, tenant: string, service: string, work: (run: Run) => Promise<T>): Promise<T> {
  const { engine, now } = deps
  const project = projectOf(tenant)
  await keepAwake(engine, project, service, now())
  const timer = setInterval(() => void keepAwake(engine, project, service, now()).catch(() => undefined), renewMs)
  try {
    return await work(async (argv, { as, accept = [0], ...streams } = {}) => {
      const who = as === undefined ? { argv } : { argv: [insideProgram, as.root, ...argv] as const, uid: as.uid, gid: as.gid }
      const command = { ...who, ...streams, environment, timeoutMs: 6 * 3_600_000 }
      const { status, stdout, stderr } = await execAwake(engine, project, service, command)
      if (accept.includes(status)) return stdout.toString('utf8')
      throw failure(argv[0], status, stderr)
    })
  } finally {
    clearInterval(timer)
  }
}

export function failure(program: string, status: number, stderr: string): ReeveError {
  const cause = new Error(`${program} ended with ${status}: ${stderr.slice(-2000)}`)
  if (/Disk quota exceeded|No space left/.test(stderr)) {
    return new ReeveError('storage_full', 'The disk of the service has no room for it. Delete something or give it more disk.', cause)
  }
  if (/File exists|already exists/.test(stderr))
    return new ReeveError('conflict', 'It was restored there before. Remove or rename that first.', cause)
  return new ReeveError('internal', 'The work inside the VPS failed. Look at the log of the service.', cause)
}
