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
  timeoutMs?: number
  started?: (pid: number) => void
}

/** Runs restic on one repository. Its status is the caller's matter. */
export const restic = (way: Way, argv: readonly string[], options: RunOptions = {}): Promise<ExecResult> =>
  way.run?.(argv, options) ??
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
  throw await explained(way, argv[0] ?? '', result)
}

/** Why it failed. restic may end before it has read what ssh says of a server that does not take it: then ssh is asked alone. */
export async function explained(way: Way, command: string, result: ExecResult): Promise<ReeveError> {
  const error = failureOf(command, result)
  if (error.message !== noAnswer || way.ssh === undefined) return error
  const dialled = await (way.run?.(way.ssh, {}) ?? exec(way.ssh, { input: '', timeoutMs: 30_000 }))
  return dialled.status === 0 ? error : failureOf('ssh', dialled)
}

export const noAnswer = 'The place of the repository does not answer. Look whether its server runs, and at its settings.'

/** What restic says, in words of ours; its own go to the log. */
function failureOf(command: string, { status, stderr }: Pick<ExecResult, 'status' | 'stderr'>): ReeveError {
  const cause = new Error(`restic ${command} ended with ${status}: ${stderr.slice(-2000)}`)
  if (/no space left|quota exceeded/i.test(stderr)) {
    return new ReeveError('storage_full', 'The repository has no room left. Give it more, or keep fewer backups.', cause)
  }
  if (/wrong password|no key found/i.test(stderr)) {
    return new ReeveError('conflict', 'The repository has another key. It belongs to another installation: choose another folder.', cause)
  }
  if (/host key verification failed|remote host identification has changed/i.test(stderr)) {
    return new ReeveError(
      'conflict',
      'The server shows another host key than the one that is set; nothing was sent to it. Ask whoever runs it whether its key was changed, and only then enter the new one.',
      cause,
    )
  }
  if (
    /permission denied \(|access ?denied|SignatureDoesNotMatch|signature we calculated|InvalidAccessKeyId|access key id you provided/i.test(
      stderr,
    )
  ) {
    return new ReeveError('conflict', 'The server refuses the user or the key of the repository. Enter them again.', cause)
  }
  if (/NoSuchBucket|specified bucket does not exist|bucket name is not valid/i.test(stderr)) {
    return new ReeveError(
      'conflict',
      'The server has no such bucket, and gives none of this name. Make it there, or write another name.',
      cause,
    )
  }
  if (/sftp: "?permission denied|ssh_fx_permission_denied/i.test(stderr)) {
    return new ReeveError(
      'conflict',
      'The server lets the vault in, and not write to the folder. Give its user the folder, or write another one.',
      cause,
    )
  }
  if (
    /connection refused|connection closed|connection timed out|i\/o timeout|no such host|unable to start the sftp session|network is unreachable|connection reset/i.test(
      stderr,
    )
  ) {
    return new ReeveError('internal', noAnswer, cause)
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
