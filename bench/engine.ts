/** The engine as root of the machine sees it: only what the measurements need. */
import { readdirSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { targetFetch } from '../cli/socket.ts'

const ask = targetFetch({ socket: '/var/lib/incus/unix.socket' })
const answer = z.object({ type: z.string(), error: z.string().optional(), operation: z.string().optional(), metadata: z.unknown() })
const operation = z.object({ status: z.string(), err: z.string().optional() })
const instanceAnswer = z.object({ config: z.record(z.string(), z.string()) })
const stateAnswer = z.object({ status: z.string(), pid: z.int() })

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const said = await ask(`http://localhost${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) })
  const { type, error, operation: started, metadata } = answer.parse(await said.json())
  if (type === 'error') throw new Error(`The engine refused ${method} ${path}: ${error}`)
  if (type !== 'async') return metadata
  const end = operation.parse(await call('GET', `${started}/wait?timeout=60`))
  if (end.status !== 'Success') throw new Error(`The engine failed at ${method} ${path}: ${end.err}`)
  return metadata
}

const path = (project: string, instance: string, part = ''): string => `/1.0/instances/${instance}${part}?project=${project}`

/** Changes an instance's state and waits for the engine's own word that it is done. */
export const setState = (project: string, instance: string, action: 'start' | 'stop' | 'freeze' | 'unfreeze') =>
  call('PUT', path(project, instance, '/state'), { action, force: action === 'stop', timeout: 30 })

export const stateOf = async (project: string, instance: string) => stateAnswer.parse(await call('GET', path(project, instance, '/state')))

/** Address of a service's VPS on the tenants' network. */
export async function addressOf(project: string, instance: string): Promise<string> {
  const { config } = instanceAnswer.parse(await call('GET', path(project, instance)))
  const [address] = (config['environment.REEVE_ADDRESS'] ?? '').split('/')
  if (address === undefined || address === '') throw new Error(`The instance ${instance} has no address.`)
  return address
}

/** Memory of all processes of an instance in MiB: the proportional share of what they map, or undefined when it does not run. */
export function memoryOf(project: string, instance: string): number | undefined {
  const group = `lxc.payload.${project}_${instance}`
  let kilobytes = 0
  let processes = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const text = processText(entry, group)
    if (text === undefined) continue
    kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0)
    processes += 1
  }
  return processes === 0 ? undefined : kilobytes / 1024
}

/** `smaps_rollup` of a process in that group; undefined when it is in another one, or has just ended. */
function processText(process: string, group: string): string | undefined {
  try {
    const groups = readFileSync(`/proc/${process}/cgroup`, 'utf8')
    return new RegExp(`/${group}(?:/|$)`, 'm').test(groups) ? readFileSync(`/proc/${process}/smaps_rollup`, 'utf8') : undefined
  } catch {
    return undefined
  }
}

/** The same of processes of the machine. */
export const memoryOfProcesses = (ids: readonly number[]): number =>
  ids.reduce((sum, id) => sum + Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0), 0) / 1024
