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

/** Approves by the software authenticator that `up` enrolled for the machine's root. */
export const approving = ['--approve-with', paths.approver]

interface Named {
  id: string
  name: string
}

/** Deletes a tenant of an earlier run or of this one with all it has; nothing when there is none. */
export async function removeTenant(nameOrId: string): Promise<void> {
  const tenant = (await reeve<Named[]>('tenant', 'list')).find((one) => one.name === nameOrId || one.id === nameOrId)
  if (tenant === undefined) return
  await reeve('tenant', 'delete', tenant.id, ...approving)
}

/** A fresh tenant with one website `www`, asleep. `domains`: names it answers to. */
export async function site(tenantName: string, domains: string[] = []) {
  await removeTenant(tenantName)
  const tenant = await reeve<Named>('tenant', 'create', tenantName)
  const names = domains.flatMap((domain) => ['--domain', domain])
  const service = await reeve<Named>('service', 'create', '--tenant', tenantName, '--kind', 'webserver', '--name', 'www', ...names)
  const { config } = await engine<{ config: Record<string, string> }>(`/1.0/instances/${service.id}?project=${projectOf(tenant.id)}`)
  const address = (config['environment.REEVE_ADDRESS'] ?? '').split('/')[0] as string
  return { tenant: tenant.id, service: service.id, address }
}
