import * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type UsageResult, usageResult } from '../../contracts/usage.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { usableService } from './rows.ts'

export function wake(app: App, caller: Caller, service: string): AskedView {
  const { tenant } = usableService(app.database.queries, service)
  if (tenant.suspended) throw new ReeveError('suspended', `The tenant ${tenant.name} is suspended. Resume it first.`)
  return change(app, caller, { what: 'service.wake', tenant: tenant.id, object: service }, [], (tx, now) => ({
    action: want(tx, { name: 'service.wake', actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service } }),
  }))
}

export function sleep(app: App, caller: Caller, { service, stop }: { service: string; stop: boolean }): AskedView {
  const { tenant } = usableService(app.database.queries, service)
  return change(app, caller, { what: 'service.sleep', tenant: tenant.id, object: service }, [], (tx, now) => ({
    action: want(tx, { name: 'service.sleep', actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service, stop } }),
  }))
}

export async function usage(app: App, caller: Caller, service: string): Promise<UsageResult> {
  const tenant = usableService(app.database.queries, service).tenant.id
  return usageResult.parse(await app.dispatcher.ask('service.usage', { tenant, service }, actorOf(caller, tenant)))
}

const logsResult = z.object({ lines: z.array(z.string()) })

export async function logs(app: App, caller: Caller, { service, lines }: { service: string; lines: number }): Promise<{ lines: string[] }> {
  const tenant = usableService(app.database.queries, service).tenant.id
  const result = await app.dispatcher.ask('service.logs', { tenant, service, lines }, actorOf(caller, tenant))
  return logsResult.parse(result)
}
