import { and, eq, isNull, ne } from 'drizzle-orm'
import type * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Rule, Scope } from '../../contracts/firewall.ts'
import { type ReadRules, readRules } from '../../contracts/firewall-lines.ts'
import { rulesFault } from '../../contracts/firewall-rules.ts'
import type {
  confirmInput,
  FirewallChangeView,
  FirewallView,
  importRulesInput,
  listOfRules,
  moveRuleInput,
  ruleInput,
  saveRuleInput,
} from '../../contracts/firewall-views.ts'
import { newId } from '../../contracts/ids.ts'
import type { Queries } from '../../db/client.ts'
import { services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { stillAs } from '../meanwhile.ts'
import { guarded } from './guarding.ts'
import { mostOf, putRules, rulesOf, setsOf, type Whose } from './lists.ts'
import { stateOf, wantFollowers, wantInstallation, wantTenantRules } from './wanted.ts'

/** Who asks, and from where. */
export interface Asker {
  caller: Caller
  address: string
}

export function list(app: App, whose: z.output<typeof listOfRules>): FirewallView {
  const { queries } = app.database
  const most = mostOf(queries, whose)
  return {
    layers: layersOf(queries, whose),
    most,
    sets: setsOf(queries, whose.tenant).map(({ id, name }) => ({ id, name })),
    changes: changesOf(app, whose.tenant),
  }
}

/** The lists in their order, up to the one that is asked for. The administrator's global rules are not for tenants' eyes. */
function layersOf(tx: Queries, { tenant, plan }: Whose): FirewallView['layers'] {
  const layer = (scope: Scope, rules: Rule[], shown = true) => ({ scope, rules: shown ? rules : null, count: rules.length })
  if (tenant !== undefined) {
    const own = tx.select({ plan: tenants.plan }).from(tenants).where(eq(tenants.id, tenant)).get()
    return [
      layer('global', rulesOf(tx, {}), false),
      layer('plan', rulesOf(tx, { plan: own?.plan ?? '' })),
      layer('tenant', rulesOf(tx, { tenant })),
    ]
  }
  const global = layer('global', rulesOf(tx, {}))
  return plan === undefined ? [global] : [global, layer('plan', rulesOf(tx, { plan }))]
}

/** Wishes that are not what stands yet, or that went wrong. */
export function changesOf(app: App, tenant: string | undefined): FirewallChangeView[] {
  const { queries } = app.database
  const keys = tenant === undefined ? ['installation', ...setsOf(queries, undefined).map(({ id }) => id)] : [tenant]
  return keys.flatMap((key) => {
    const row = stateOf(queries, key)
    if (row === undefined || (row.state === 'active' && row.error === null)) return []
    const { generation, state, error, action, guard } = row
    // The agent's second step is the wait for the word.
    const waiting = guard && app.dispatcher.progressOf(action)?.step === 2
    return [{ generation, state, error, action, guard, waiting, set: key.startsWith('a') ? key : null }]
  })
}

/** The way of every change of a list: what stands is read, changed and judged, and wanted as a whole. */
function edit(
  app: App,
  { caller, address }: Asker,
  { tenant, plan }: Whose,
  detail: string,
  work: (rules: readonly Rule[]) => Rule[],
): AskedView {
  const whose = { tenant, plan }
  return change(
    app,
    caller,
    { what: 'firewall.rules', tenant: tenant ?? null, object: tenant ?? plan ?? null, detail },
    ['firewall'],
    (tx, now) => {
      const most = mostOf(tx, whose)
      const before = rulesOf(tx, whose)
      const after = work(before)
      if (after.length > most && after.length > before.length)
        throw new ReeveError('over_limit', `This list may have ${most} rules. Delete rules that are not needed.`)
      const sets = setsOf(tx, tenant)
      const fault = rulesFault(after, {
        sets: new Set(sets.map(({ id }) => id)),
        services: tenant === undefined ? null : servicesOf(tx, tenant, after),
      })
      if (fault !== undefined) throw new ReeveError('bad_input', fault)
      putRules(tx, whose, after)
      const guard = guarded({ before, after, sets, address, global: tenant === undefined && plan === undefined })
      const wish = { actor: actorOf(caller, tenant ?? null), now, guard }
      if (plan !== undefined) wantFollowers(tx, plan, wish)
      return { action: tenant === undefined ? wantInstallation(tx, wish) : wantTenantRules(tx, tenant, wish) }
    },
  )
}

/** A service that is not the tenant's looks like one that is not there. */
function servicesOf(tx: Queries, tenant: string, rules: readonly Rule[]) {
  const own = new Set(
    tx
      .select({ id: services.id })
      .from(services)
      .where(and(eq(services.tenant, tenant), isNull(services.goneWith), ne(services.state, 'awaiting_approval')))
      .all()
      .map(({ id }) => id),
  )
  const named = rules.flatMap(({ services: some }) => some ?? [])
  return { own, strangers: new Set(named.filter((id) => !own.has(id))) }
}

export function save(
  app: App,
  asker: Asker,
  { id, rule, was, to, ...whose }: z.output<typeof saveRuleInput>,
): AskedView & { rule: string } {
  const saved = { id: id ?? newId('r'), ...rule }
  const asked = edit(app, asker, whose, rule.comment, (rules) => {
    if (id === undefined) return rules.toSpliced(to ?? rules.length, 0, saved)
    const place = placeOf(rules, id)
    const { id: _, ...present } = rules[place] ?? saved
    stillAs(was, present, 'This rule')
    return rules.toSpliced(place, 1).toSpliced(to ?? place, 0, saved)
  })
  return { ...asked, rule: saved.id }
}

/** Read by themselves first; nothing is added while one line is no rule. */
export function importRules(
  app: App,
  asker: Asker,
  { text, save: saves, ...whose }: z.output<typeof importRulesInput>,
): ReadRules & { action: string | null } {
  const read = readRules(text, setsOf(app.database.queries, whose.tenant))
  if (!saves || read.wrong > 0 || read.rules.length === 0) return { ...read, action: null }
  const fresh = read.rules.map((rule) => ({ id: newId('r'), ...rule }))
  return { ...read, ...edit(app, asker, whose, `${fresh.length} rules`, (rules) => [...rules, ...fresh]) }
}

export const remove = (app: App, asker: Asker, { id, ...whose }: z.output<typeof ruleInput>): AskedView =>
  edit(app, asker, whose, id, (rules) => rules.toSpliced(placeOf(rules, id), 1))

export const move = (app: App, asker: Asker, { id, to, ...whose }: z.output<typeof moveRuleInput>): AskedView =>
  edit(app, asker, whose, id, (rules) => {
    const from = placeOf(rules, id)
    const [moved] = rules.slice(from, from + 1)
    return moved === undefined ? [...rules] : rules.toSpliced(from, 1).toSpliced(to, 0, moved)
  })

function placeOf(rules: readonly Rule[], id: string): number {
  const place = rules.findIndex((rule) => rule.id === id)
  if (place < 0) throw new ReeveError('not_found', 'There is no such rule any more. Look at the list again.')
  return place
}

/** The word for a change that waits. Whoever gives it came over a new connection: the gate closes older ones (haproxy-firewall.ts). */
export async function confirm(app: App, caller: Caller, { tenant, set, generation }: z.output<typeof confirmInput>): Promise<void> {
  const input = { tenant: tenant ?? null, set: set ?? null, generation }
  await app.dispatcher.ask('firewall.confirm', input, actorOf(caller, tenant ?? null))
  change(app, caller, { what: 'firewall.confirm', tenant: tenant ?? null, object: tenant ?? set ?? null }, ['firewall'], () => undefined)
}

/** When a plan goes that no tenant has: its rules go with it. */
export function forgetPlan(tx: Queries, plan: string, caller: Caller, now: number): void {
  if (rulesOf(tx, { plan }).length === 0) return
  putRules(tx, { plan }, [])
  // A reseller's plan may have rules that an administrator wrote.
  wantInstallation(tx, { actor: caller.administrator ? actorOf(caller, null) : system, now, guard: false })
}
