/** Runs programs by argv arrays and keeps what they print in one log file. Uses Node's own modules only: the first steps run before `npm ci`. */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { signal } from '../host/processes.mjs'
import { enter, leave } from './children.mjs'
import { home } from './state.mjs'

export const logFile = join(home, 'log', 'up.log')

/** A program that ended otherwise than well. `stderr` holds the end of what it said. */
export class CommandError extends Error {
  constructor(argv, code, stdout, stderr) {
    const said = (stderr.trim() || stdout.trim()).split('\n').slice(-12).join('\n')
    super(`${argv.join(' ')} ended with ${code}${said ? `:\n${said}` : ''}`)
    this.name = 'CommandError'
    this.code = code
    this.stderr = stderr
  }
}

let early = ''

function note(text) {
  // `npm run check` and `npm run build` work without root, and then without this log.
  if (process.getuid?.() !== 0) return
  early += text
  // Whoever only looks at the machine leaves nothing on it: the folder comes with the lock.
  if (!existsSync(home)) return
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 })
  appendFileSync(logFile, early)
  early = ''
}

/**
 * Runs `argv` to its end and answers {code, stdout, stderr}. Throws CommandError unless it ended with 0 or `accept` holds the code.
 * Options: `input` (text for stdin), `env` (added to ours), `cwd`, `accept` (array of codes), `timeoutMs`, `inherit` (show its output).
 */
export function run(argv, options = {}) {
  const { input, env, cwd, accept = [0], timeoutMs, inherit = false } = options
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
      // The head of a group: see children.mjs.
      detached: true,
    })
    if (child.pid !== undefined) enter(child.pid)
    const timer =
      timeoutMs === undefined || child.pid === undefined ? undefined : setTimeout(() => signal(-child.pid, 'SIGKILL'), timeoutMs)
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    child.on('error', reject)
    child.on('close', (code, killedBy) => {
      clearTimeout(timer)
      leave(child.pid)
      const end = code ?? killedBy
      note(`$ ${argv.join(' ')} -> ${end}\n${code === 0 ? '' : `${stdout}${stderr}\n`}`)
      if (accept.includes(code)) resolve({ code, stdout, stderr })
      else reject(new CommandError(argv, end, stdout, stderr))
    })
  })
}

/** Starts a program that outlives us, in a session of its own, with its output in `log` (an open descriptor). Answers its process id. */
export function launch(argv, { env, log }) {
  const child = spawn(argv[0], argv.slice(1), { detached: true, env: { ...process.env, ...env }, stdio: ['ignore', log, log], cwd: '/' })
  child.on('error', (error) => note(`$ ${argv.join(' ')}: ${error.message}\n`))
  child.unref()
  return child.pid
}
