import type { Writable } from 'node:stream'
import { ReeveError } from '../../../contracts/errors.ts'
import { type ExecResult, exec } from '../../core/exec.ts'
import { saysDamaged } from './output.ts'
import type { Way } from './repositories.ts'

const program = '/usr/bin/restic'
/** A terabyte over a slow line takes long; what hangs for good is cancelled by people. */
const longest = 48 * 3_600_000

export interface RunOptions {
  onLine?: (line: string) => void
  stdout?: Writable
  signal?: AbortSignal
  started?: (pid: number) => void
}

/** Runs restic on one repository. Its status is the caller's matter. */
export const restic = (way: Way, argv: readonly string[], options: RunOptions = {}): Promise<ExecResult> =>
  exec([program, '-r', way.repository, ...way.options, ...argv], {
    environment: way.environment,
    timeoutMs: longest,
    maxOutputBytes: 16_777_216,
    ...options,
  })

/** The same for what must end well. */
export async function resticOk(way: Way, argv: readonly string[], options: RunOptions = {}): Promise<ExecResult> {
  const result = await restic(way, argv, options)
  if (result.status === 0) return result
  throw failureOf(argv[0] ?? '', result)
}

/** What restic says, in words of ours; its own go to the log. */
export function failureOf(command: string, { status, stderr }: Pick<ExecResult, 'status' | 'stderr'>): ReeveError {
  const cause = new Error(`restic ${command} ended with ${status}: ${stderr.slice(-2000)}`)
  if (/no space left|quota exceeded/i.test(stderr)) {
    return new ReeveError('storage_full', 'The repository has no room left. Give it more, or keep fewer backups.', cause)
  }
  if (/wrong password|no key found/i.test(stderr)) {
    return new ReeveError('conflict', 'The repository has another key. It belongs to another installation: choose another folder.', cause)
  }
  if (
    /connection refused|i\/o timeout|no such host|unable to start the sftp session|network is unreachable|connection reset/i.test(stderr)
  ) {
    return new ReeveError('internal', 'The place of the repository does not answer, or refuses the key. Look at its settings.', cause)
  }
  if (saysDamaged(stderr)) {
    return new ReeveError(
      'internal',
      'The repository is damaged. Nothing was changed. Use another backup, and verify the repository.',
      cause,
    )
  }
  return new ReeveError('internal', 'restic failed. The log of the vault says more.', cause)
}
