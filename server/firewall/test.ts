import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import type { Rule, Scope } from '../../contracts/firewall.ts'
import { decide, type FirewallState, rulesFor, type Target } from '../../contracts/firewall-decide.ts'
import type { FirewallTestView, testInput } from '../../contracts/firewall-views.ts'
import type { Queries } from '../../db/client.ts'
import { services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { installationLists, rulesOf, setsOf } from './lists.ts'

/** What a packet would meet, by the rules as they are wanted now. What an administrator's global rule says in detail is told to administrators. */
export function test(app: App, caller: Caller, input: z.output<typeof testInput>): FirewallTestView {
  const { queries } = app.database
  const { tenant, direction, address, service, protocol, port } = input
  const target = service === undefined ? null : targetOf(queries, tenant, service, direction === 'in' ? port : undefined)
  if (target === null && tenant !== undefined) throw new ReeveError('bad_input', 'Choose the service.')
  const state = stateFor(queries, target?.tenant)
  const decision = decide(state, { direction, address, target, protocol, port: protocol === 'icmp' ? 0 : port, at: input.at ?? app.now() })
  const known = new Map(rulesFor(state, target).map(({ rule, scope }) => [rule.id, { rule, scope }]))
  const mayName = (scope: Scope) => caller.administrator || caller.duty === 'auditor' || scope !== 'global'
  const rate = (rule: Rule | undefined) => (rule?.rate ? `${rule.rate.count} per ${rule.rate.per}` : '')
  const { rule: deciding } = decision
  const found = deciding === null ? undefined : known.get(deciding.id)
  return {
    ...{ verdict: decision.verdict, why: decision.why },
    rule:
      deciding === null || found === undefined
        ? null
        : mayName(deciding.scope)
          ? { id: deciding.id, scope: deciding.scope, place: placeOf(state, target, deciding), comment: found.rule.comment }
          : { id: null, scope: deciding.scope, place: null, comment: '' },
    limits: decision.limits.map(({ id, scope }) => ({ id: mayName(scope) ? id : null, scope, rate: rate(known.get(id)?.rule) })),
  }
}

/** Which one in its list, beginning with 1. */
function placeOf(state: FirewallState, target: Target | null, { id, scope }: { id: string; scope: Scope }): number {
  const list = rulesFor(state, target).filter((each) => each.scope === scope)
  return list.findIndex(({ rule }) => rule.id === id) + 1
}

function targetOf(tx: Queries, tenant: string | undefined, service: string, port: number | undefined): Target {
  const row = tx
    .select({ tenant: services.tenant, ownAddress: services.ownAddress, ports: services.ports })
    .from(services)
    .where(and(eq(services.id, service), isNull(services.goneWith), isNotNull(services.address)))
    .get()
  if (row === undefined || (tenant !== undefined && row.tenant !== tenant))
    throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return {
    service,
    tenant: row.tenant,
    shared: port !== undefined && (row.ownAddress === null || !row.ports.some((open) => open.port === port)),
  }
}

/** Everything that could decide about one tenant's traffic. */
function stateFor(tx: Queries, tenant: string | undefined): FirewallState {
  const lists = installationLists(tx)
  const row = tenant === undefined ? undefined : tx.select().from(tenants).where(eq(tenants.id, tenant)).get()
  const own = row === undefined ? [] : [[row.id, { plan: row.plan, rules: rulesOf(tx, { tenant: row.id }) }] as const]
  const sets = [...setsOf(tx, undefined), ...(tenant === undefined ? [] : setsOf(tx, tenant))]
  return {
    installation: {
      rules: lists.find(({ key }) => key === 'global')?.rules ?? [],
      plans: lists.filter(({ key }) => key !== 'global').map(({ key, rules }) => ({ plan: key, rules })),
    },
    tenants: new Map(own),
    suspended: new Set(row?.suspended ? [row.id] : []),
    sets: new Map(sets.map((set) => [set.id, set])),
  }
}
