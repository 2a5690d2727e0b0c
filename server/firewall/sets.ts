import { and, eq, isNull, ne } from 'drizzle-orm'
import type * as z from 'zod'
import { joinNetworks, mostNetworks, readAddressList } from '../../contracts/address-list.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { mostSets, mostTenantNetworks, mostTenantSets } from '../../contracts/firewall.ts'
import type { AddressSetView, SavedSetView, saveSetInput } from '../../contracts/firewall-views.ts'
import { newId } from '../../contracts/ids.ts'
import { rangeOf } from '../../contracts/networks.ts'
import type { Queries } from '../../db/client.ts'
import { addressSets, firewallStates } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf } from '../caller.ts'
import { change } from '../change.ts'
import { guardedSet } from './guarding.ts'
import { installationLists, mostOf, namedBy, rulesOf, type SetRow, setRow, setsOf } from './lists.ts'
import type { Asker } from './service.ts'
import { stateOf, type Wish, wantInstallation, wantSet, wantTenantRules } from './wanted.ts'

export function list(app: App, tenant: string | undefined): AddressSetView[] {
  const { queries } = app.database
  return setsOf(queries, tenant).map(({ id, name, networks }) => {
    const row = stateOf(queries, tenant ?? id)
    const { state, error } = row ?? { state: 'active' as const, error: null }
    return { id, tenant: tenant ?? null, name, count: networks.length, rules: namedBy(queries, tenant, id), state, error }
  })
}

export const content = (app: App, tenant: string | undefined, id: string): { id: string; name: string; networks: string[] } => {
  const { name, networks } = setRow(app.database.queries, tenant, id)
  return { id, name, networks }
}

/** Wants a set as it is now: a tenant's goes with his rules, one of the installation by itself before the rules that name it. */
function wantChanged(tx: Queries, tenant: string | undefined, set: string, fresh: boolean, wish: Wish): string {
  if (tenant !== undefined) return wantTenantRules(tx, tenant, wish)
  const action = wantSet(tx, set, wish)
  if (fresh) wantInstallation(tx, { ...wish, guard: false })
  return action
}

/** Lines that cannot be read are told and change nothing; a set of which every line was wrong is not saved. */
export function save(app: App, { caller, address }: Asker, input: z.output<typeof saveSetInput>): SavedSetView {
  const { tenant, id, name, text, add } = input
  const read = readAddressList(text)
  if (read.wrong > 0) return { set: id ?? '', action: null, count: 0, joined: 0, wrong: read.wrong, errors: read.errors }
  const set = id ?? newId('a')
  const asked = change(
    app,
    caller,
    { what: 'firewall.set', tenant: tenant ?? null, object: set, detail: name },
    ['firewall'],
    (tx, now) => {
      mostOf(tx, { tenant })
      const before = id === undefined ? undefined : setRow(tx, tenant, id)
      unique(tx, tenant, name, set)
      const kept = add ? (before?.networks ?? []) : []
      const networks = kept.length === 0 ? read.networks : joinNetworks([...kept, ...read.networks].flatMap((each) => rangeOf(each) ?? []))
      roomFor(tx, tenant, set, networks.length, before)
      tx.insert(addressSets)
        .values({ id: set, tenant: tenant ?? null, name, networks, createdAt: now })
        .onConflictDoUpdate({ target: addressSets.id, set: { name, networks } })
        .run()
      const rules = tenant === undefined ? installationLists(tx).flatMap((each) => each.rules) : rulesOf(tx, { tenant })
      const guard = guardedSet(before?.networks ?? [], networks, rules, set, address)
      const action = wantChanged(tx, tenant, set, before === undefined, { actor: actorOf(caller, tenant ?? null), now, guard })
      return { action, count: networks.length, joined: kept.length + read.networks.length + read.joined - networks.length }
    },
  )
  return { set, ...asked, wrong: 0, errors: [] }
}

export function remove(app: App, { caller }: Asker, tenant: string | undefined, id: string): AskedView {
  return change(app, caller, { what: 'firewall.set', tenant: tenant ?? null, object: id }, ['firewall'], (tx, now) => {
    const { name } = setRow(tx, tenant, id)
    const rules = namedBy(tx, tenant, id)
    if (rules > 0) throw new ReeveError('conflict', `${rules} rules name the set ${name}. Change or delete them first.`)
    tx.delete(addressSets).where(eq(addressSets.id, id)).run()
    tx.delete(firewallStates).where(eq(firewallStates.key, id)).run()
    const wish = { actor: actorOf(caller, tenant ?? null), now, guard: false }
    return { action: tenant === undefined ? wantInstallation(tx, wish) : wantTenantRules(tx, tenant, wish) }
  })
}

function unique(tx: Queries, tenant: string | undefined, name: string, id: string): void {
  const owner = tenant === undefined ? isNull(addressSets.tenant) : eq(addressSets.tenant, tenant)
  const twin = tx
    .select({ id: addressSets.id })
    .from(addressSets)
    .where(and(owner, eq(addressSets.name, name), ne(addressSets.id, id)))
    .get()
  if (twin !== undefined) throw new ReeveError('conflict', `There is a set ${name} already. Choose another name.`)
}

function roomFor(tx: Queries, tenant: string | undefined, id: string, count: number, before: SetRow | undefined): void {
  const others = setsOf(tx, tenant).filter((set) => set.id !== id)
  const most = tenant === undefined ? mostSets : mostTenantSets
  if (before === undefined && others.length >= most)
    throw new ReeveError('over_limit', `There may be ${most} sets. Delete those that no rule names.`)
  const held = tenant === undefined ? 0 : others.reduce((sum, set) => sum + set.networks.length, 0)
  const limit = tenant === undefined ? mostNetworks : mostTenantNetworks
  if (held + count > limit)
    throw new ReeveError(
      'over_limit',
      `${tenant === undefined ? 'A set' : 'All sets together'} may hold ${limit} networks. Leave some out.`,
    )
}
