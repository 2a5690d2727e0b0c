import { eq } from 'drizzle-orm'
import {
  changesInput,
  confirmInput,
  type FirewallLogView,
  firewallLogInput,
  importRulesInput,
  listOfRules,
  moveRuleInput,
  ruleInput,
  saveRuleInput,
  saveSetInput,
  setInput,
  setsInput,
  testInput,
} from '../../contracts/firewall-views.ts'
import { firewallLog } from '../../contracts/gate.ts'
import { services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { askerOf, type Caller } from '../caller.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'
import * as sets from './sets.ts'
import { test } from './test.ts'

export const firewallRouter = router({
  list: procedure.input(listOfRules).query(({ ctx, input }) => service.list(ctx.app, input)),
  changes: procedure.input(changesInput).query(({ ctx, input }) => service.changesOf(ctx.app, input.tenant)),
  save: procedure.input(saveRuleInput).mutation(({ ctx, input }) => service.save(ctx.app, ctx, input)),
  importRules: procedure.input(importRulesInput).mutation(({ ctx, input }) => service.importRules(ctx.app, ctx, input)),
  remove: procedure.input(ruleInput).mutation(({ ctx, input }) => service.remove(ctx.app, ctx, input)),
  move: procedure.input(moveRuleInput).mutation(({ ctx, input }) => service.move(ctx.app, ctx, input)),
  confirm: procedure.input(confirmInput).mutation(({ ctx, input }) => service.confirm(ctx.app, ctx.caller, input)),
  sets: procedure.input(setsInput).query(({ ctx, input }) => sets.list(ctx.app, input.tenant)),
  set: procedure.input(setInput).query(({ ctx, input }) => sets.content(ctx.app, input.tenant, input.id)),
  saveSet: procedure.input(saveSetInput).mutation(({ ctx, input }) => sets.save(ctx.app, ctx, input)),
  removeSet: procedure.input(setInput).mutation(({ ctx, input }) => sets.remove(ctx.app, ctx, input.tenant, input.id)),
  test: procedure.input(testInput).query(({ ctx, input }) => test(ctx.app, ctx.caller, input)),
  log: procedure.input(firewallLogInput).query(({ ctx, input }) => log(ctx.app, ctx.caller, input.tenant)),
})

/** What the gate has counted and turned away, with the names of services. */
async function log(app: App, caller: Caller, tenant: string | undefined): Promise<FirewallLogView> {
  const told = firewallLog.parse(await app.dispatcher.ask('firewall.log', { tenant: tenant ?? null }, askerOf(caller, tenant ?? null)))
  const nameOf = (id: string) =>
    app.database.queries.select({ name: services.name }).from(services).where(eq(services.id, id)).get()?.name ?? null
  return { ...told, lost: told.lost.map((line) => ({ ...line, serviceName: line.service === null ? null : nameOf(line.service) })) }
}
