import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Node in the infrastructure VPSs. */
export const zoneNode = '/opt/node/bin/node'

/** Asks the engine as root of the machine: what the tests look at is the engine's own word. */
export async function engine<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const args = ['query', '--wait', '-X', method, ...(body === undefined ? [] : ['-d', JSON.stringify(body)]), '--', path]
  const { stdout } = await run('incus', args, { maxBuffer: 64 << 20 })
  return (stdout.trim() === '' ? null : JSON.parse(stdout)) as T
}

/** Process id on the host of an instance's first process; 0 when it does not run. */
export async function processOf(instance: string, project = 'reeve'): Promise<number> {
  const state = await engine<{ pid: number }>(`/1.0/instances/${instance}/state?project=${project}`)
  return state.pid
}

/** Runs a program inside an instance as one of its users; answers whatever the exit status is. */
export async function inside(instance: string, argv: string[], options: { project?: string; user?: number } = {}) {
  const user = options.user === undefined ? [] : ['--user', String(options.user), '--group', String(options.user)]
  return program('incus', ['exec', instance, '--project', options.project ?? 'reeve', '-T', ...user, '--', ...argv])
}

export interface Outcome {
  status: number
  stdout: string
  stderr: string
}

/** Runs a program to its end with a text as its input. */
export function program(file: string, argv: string[], input = '', timeout = 60_000): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { timeout })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data) => {
      stdout += data
    })
    child.stderr.on('data', (data) => {
      stderr += data
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ status: code ?? -1, stdout, stderr }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
