import { spawn } from 'node:child_process'
import { ReeveError } from '../../contracts/errors.ts'

export interface ExecOptions {
  timeoutMs?: number
  /** Bytes for its standard input; it is closed after them. */
  input?: string | Uint8Array
  /** Bytes of each output that are kept; a program that writes more is killed. */
  maxOutputBytes?: number
  cwd?: string
  /** Descriptor of a file for what it writes, instead of us: it goes on when we end. Then the result has none of it. */
  log?: number
}

export interface ExecResult {
  /** Exit status; null when a signal ended it. */
  status: number | null
  stdout: string
  stderr: string
}

/** The same small environment for every program, whatever ours is. */
const environment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  // What nft reads as an hour is one of this zone.
  TZ: 'UTC',
  NODE_ENV: 'production',
}

/**
 * Runs a program by argv, without a shell: the only place in Reeve that may. It and its children are killed at the time limit.
 * Throws `internal` when it cannot be started, `timeout` at the limit, `too_large` when it writes too much.
 */
export function exec(argv: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
  const { timeoutMs = 30_000, input, maxOutputBytes = 1_048_576, cwd, log = 'pipe' } = options
  const [program, ...args] = argv
  return new Promise((resolve, reject) => {
    // Its own process group, so that children die with it.
    const child = spawn(program, args, { cwd, env: environment, detached: true, stdio: ['pipe', log, log] })
    let failure: ReeveError | undefined
    const stop = (error: ReeveError) => {
      failure ??= error
      killGroup(child.pid)
    }
    const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
      const parts: Buffer[] = []
      let length = 0
      stream?.on('data', (part: Buffer) => {
        length += part.length
        if (length > maxOutputBytes) stop(new ReeveError('too_large', `${program} wrote more than ${maxOutputBytes} bytes.`))
        else parts.push(part)
      })
      return () => Buffer.concat(parts).toString('utf8')
    }
    const stdout = collect(child.stdout)
    const stderr = collect(child.stderr)
    const timer = setTimeout(() => stop(new ReeveError('timeout', `${program} did not end within ${timeoutMs} ms.`)), timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new ReeveError('internal', `${program} cannot be started.`, error))
    })
    child.once('close', (status) => {
      clearTimeout(timer)
      if (failure === undefined) resolve({ status, stdout: stdout(), stderr: stderr() })
      else reject(failure)
    })
    // A program that does not read its input closes the pipe; its exit status tells enough.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** Like `exec`, and throws `internal` with status and the end of its errors unless it ends with 0. */
export async function execOk(argv: readonly [string, ...string[]], options: ExecOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await exec(argv, options)
  if (status === 0) return stdout
  throw new ReeveError('internal', `${argv[0]} failed.`, new Error(`${JSON.stringify(argv)} ended with ${status}: ${stderr.slice(-2000)}`))
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
