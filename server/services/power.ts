import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type ProcessesResult, processesResult } from '../../contracts/processes.ts'
import { type UsageResult, usageResult } from '../../contracts/usage.ts'
import { services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, askerOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { recordUse } from '../usage/record.ts'
import { usableService } from './rows.ts'
import { wantService } from './wanted.ts'

export function wake(app: App, caller: Caller, service: string): AskedView {
  const { tenant, service: row } = usableService(app.database.queries, service)
  if (tenant.suspended) throw suspended(tenant.name)
  if (row.halted) throw halted()
  return change(app, caller, { what: 'service.wake', tenant: tenant.id, object: service }, [], (tx, now) => ({
    action: want(tx, { name: 'service.wake', actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service } }),
  }))
}

/** Down until it is started again, whoever asks for it. */
export function halt(app: App, caller: Caller, service: string): AskedView {
  const { tenant } = usableService(app.database.queries, service)
  return change(app, caller, { what: 'service.halt', tenant: tenant.id, object: service }, ['services'], (tx, now) => {
    tx.update(services).set({ halted: true }).where(eq(services.id, service)).run()
    return { action: wantService(tx, service, actorOf(caller, tenant.id), now) }
  })
}

/** Up, and awake. */
export function start(app: App, caller: Caller, service: string): AskedView {
  const { tenant } = usableService(app.database.queries, service)
  if (tenant.suspended) throw suspended(tenant.name)
  return change(app, caller, { what: 'service.start', tenant: tenant.id, object: service }, ['services'], (tx, now) => {
    const { service: row } = usableService(tx, service)
    if (row.halted) {
      tx.update(services).set({ halted: false }).where(eq(services.id, service)).run()
      wantService(tx, service, actorOf(caller, tenant.id), now, { words: `Start the service ${row.name}` })
    }
    return { action: want(tx, { name: 'service.wake', actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service } }) }
  })
}

export function renew(app: App, caller: Caller, service: string, name: 'service.restart' | 'service.reload'): AskedView {
  const { tenant, service: row } = usableService(app.database.queries, service)
  if (tenant.suspended) throw suspended(tenant.name)
  if (row.halted) throw halted()
  return change(app, caller, { what: name, tenant: tenant.id, object: service }, [], (tx, now) => ({
    action: want(tx, { name, actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service } }),
  }))
}

export async function processes(app: App, caller: Caller, service: string): Promise<ProcessesResult> {
  const tenant = usableService(app.database.queries, service).tenant.id
  return processesResult.parse(await app.dispatcher.ask('service.processes', { tenant, service }, askerOf(caller, tenant)))
}

const suspended = (tenant: string) => new ReeveError('suspended', `The tenant ${tenant} is suspended. Ask your administrator to resume it.`)
const halted = () => new ReeveError('halted', 'This service is stopped. Start it first.')

export function sleep(app: App, caller: Caller, { service, stop }: { service: string; stop: boolean }): AskedView {
  const { tenant } = usableService(app.database.queries, service)
  return change(app, caller, { what: 'service.sleep', tenant: tenant.id, object: service }, [], (tx, now) => ({
    action: want(tx, { name: 'service.sleep', actor: actorOf(caller, tenant.id), now, input: { tenant: tenant.id, service, stop } }),
  }))
}

export async function usage(app: App, caller: Caller, service: string): Promise<UsageResult> {
  const tenant = usableService(app.database.queries, service).tenant.id
  const seen = usageResult.parse(await app.dispatcher.ask('service.usage', { tenant, service }, askerOf(caller, tenant)))
  recordUse(app.database, service, seen, app.now())
  return seen
}

const logsResult = z.object({ lines: z.array(z.string()) })

export async function logs(app: App, caller: Caller, { service, lines }: { service: string; lines: number }): Promise<{ lines: string[] }> {
  const tenant = usableService(app.database.queries, service).tenant.id
  const result = await app.dispatcher.ask('service.logs', { tenant, service, lines }, actorOf(caller, tenant))
  return logsResult.parse(result)
}
