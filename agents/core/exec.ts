import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
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
  /** On top of the small environment. */
  environment?: Record<string, string>
  /** Gets each line of standard output instead of the result. */
  onLine?: (line: string) => void
  /** Where standard output goes instead of the result; it is ended. */
  stdout?: Writable
  /** Asks the program to stop, as Ctrl-C does, and kills it when it does not; `conflict` is thrown. */
  signal?: AbortSignal
  /** Its process group, for whoever must find it again after our own death. */
  started?: (pid: number) => void
}

export interface ExecResult {
  /** Exit status; null when a signal ended it. */
  status: number | null
  stdout: string
  stderr: string
}

/** How long a program that was asked to stop may take. */
const patienceMs = 10_000

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
  const { timeoutMs = 30_000, input, maxOutputBytes = 1_048_576, cwd, signal, log = 'pipe' } = options
  const [program, ...args] = argv
  return new Promise((resolve, reject) => {
    // Its own process group, so that children die with it.
    const env = { ...environment, ...options.environment }
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', log, log] })
    let failure: ReeveError | undefined
    let passed: Promise<unknown> = Promise.resolve()
    if (child.pid !== undefined) options.started?.(child.pid)
    const stop = (error: ReeveError) => {
      failure ??= error
      signalGroup(child.pid, 'SIGKILL')
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
    const take = (): (() => string) => {
      const { onLine, stdout: target } = options
      if (child.stdout !== null && onLine !== undefined) return lines(child.stdout, onLine)
      if (child.stdout === null || target === undefined) return collect(child.stdout)
      passed = pipeline(child.stdout, target).catch((error: unknown) => {
        stop(error instanceof ReeveError ? error : new ReeveError('internal', `What ${program} wrote could not be passed on.`, error))
      })
      return () => ''
    }
    const stdout = take()
    const stderr = collect(child.stderr)
    const timer = setTimeout(() => stop(new ReeveError('timeout', `${program} did not end within ${timeoutMs} ms.`)), timeoutMs)
    let patience: NodeJS.Timeout | undefined
    const cancel = () => {
      failure ??= new ReeveError('conflict', 'This was cancelled.')
      signalGroup(child.pid, 'SIGINT')
      patience = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), patienceMs)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    if (signal?.aborted) cancel()
    const over = () => {
      clearTimeout(timer)
      clearTimeout(patience)
      signal?.removeEventListener('abort', cancel)
    }
    child.once('error', (error) => {
      over()
      reject(new ReeveError('internal', `${program} cannot be started.`, error))
    })
    child.once('close', (status) => {
      over()
      void passed.then(() => {
        if (failure === undefined) resolve({ status, stdout: stdout(), stderr: stderr() })
        else reject(failure)
      })
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

/** Lines as they come; the longest that anybody writes here is a name of a file. */
function lines(stream: NodeJS.ReadableStream, take: (line: string) => void): () => string {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    const whole = (rest + part).split('\n')
    rest = whole.pop() ?? ''
    for (const line of whole) take(line)
  })
  return () => {
    if (rest !== '') take(rest)
    return ''
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Gone already.
  }
}
