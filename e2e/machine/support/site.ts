import { resolve } from 'node:path'
import { projectOf } from '../../../contracts/ids.ts'
import { paths } from '../../../contracts/zones.ts'
import { engine, type Outcome, program } from './engine.ts'

const cli = resolve(import.meta.dirname, '../../../scripts/reeve.mjs')

/** Runs the command line as root of the machine. */
export const tryReeve = (...argv: string[]): Promise<Outcome> => program(process.execPath, [cli, ...argv], '', 110_000)

/** Runs the command line, with --json, and answers what it printed. Throws with its own words when it fails. */
export async function reeve<T = Record<string, unknown>>(...argv: string[]): Promise<T> {
  const outcome = await tryReeve(...argv, '--json')
  if (outcome.status !== 0) throw new Error(`reeve ${argv.join(' ')}: ${outcome.stderr}`)
  return JSON.parse(outcome.stdout) as T
}

/** A command that follows long work to its end: one process, where looking again and again would take the processor from that work. */
export async function followReeve<T>(seconds: number, ...argv: string[]): Promise<T> {
  const { status, stdout, stderr } = await program(process.execPath, [cli, ...argv, '--json'], '', seconds * 1000)
  if (status !== 0) throw new Error(`reeve ${argv.join(' ')}: ${stderr}`)
  return JSON.parse(stdout) as T
}

/** Approves by the software authenticator that `up` enrolled for the machine's root. */
export const approving = ['--approve-with', paths.approver]

interface Named {
  id: string
  name: string
}

/** Title of every tenant that a test makes. Tests remove what bears it and nothing else. */
export const marker = 'Made by a test of Reeve'

export const makeTenant = (name: string) => reeve<Named>('tenant', 'create', name, '--title', marker)

/** Deletes a tenant of an earlier run or of this one with all it has; nothing when there is none. Refuses one that no test made. */
export async function removeTenant(nameOrId: string): Promise<void> {
  const tenants = await reeve<(Named & { title: string })[]>('tenant', 'list')
  const tenant = tenants.find((one) => one.name === nameOrId || one.id === nameOrId)
  if (tenant === undefined) return
  if (tenant.title !== marker)
    throw new Error(`This test needs the tenant name ${tenant.name}, which is somebody's own. Run it on another installation.`)
  await reeve('tenant', 'delete', tenant.id, ...approving)
}

/** A fresh tenant with one website `www`, asleep. `domains`: names it answers to. */
export async function site(tenantName: string, domains: string[] = []) {
  await removeTenant(tenantName)
  const tenant = await makeTenant(tenantName)
  const names = domains.flatMap((domain) => ['--domain', domain])
  const service = await reeve<Named>('service', 'create', '--tenant', tenantName, '--kind', 'webserver', '--name', 'www', ...names)
  const { config } = await engine<{ config: Record<string, string> }>(`/1.0/instances/${service.id}?project=${projectOf(tenant.id)}`)
  const address = (config['environment.REEVE_ADDRESS'] ?? '').split('/')[0] as string
  return { tenant: tenant.id, service: service.id, address }
}
