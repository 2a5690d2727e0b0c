import { eq } from 'drizzle-orm'
import { type AccountSort, type Accounts, noAccounts, accounts as schema } from '../../contracts/accounts.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { AccountsView } from '../../contracts/views.ts'
import { services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { wholeConfig } from '../services/policy.ts'
import { type ServiceFacts, usableService } from '../services/rows.ts'
import { wantService } from '../services/wanted.ts'

/** Names alone: what checks a password leaves the backend for the keep only. */
export function get(app: App, service: string): AccountsView {
  const { service: row, kind } = usableService(app.database.queries, service)
  const { databaseUsers, osUsers, osGroups, folders } = row.accounts ?? noAccounts
  const config = kind === null ? {} : wholeConfig(kind, row.config)
  return {
    sort: kind?.accounts ?? null,
    state: row.state,
    error: row.accountsError ?? (row.state === 'failed' ? row.error : null),
    databases: kind?.accounts === 'database' && Array.isArray(config.databases) ? config.databases.map(String) : [],
    databaseUsers: databaseUsers.map(({ name, grants }) => ({ name, grants })),
    osUsers,
    osGroups: osGroups.map((group) => ({
      ...group,
      members: osUsers.filter(({ groups }) => groups.includes(group.name)).map(({ name }) => name),
    })),
    folders: folders.map(({ path, users }) => ({ path, users: users.map(({ name }) => name) })),
  }
}

export interface Deed {
  service: string
  sort: AccountSort
  /** Name of what is changed, for the audit row. */
  object: string
  /** What is wanted then. Throws ReeveError. */
  work: (before: Accounts, facts: ServiceFacts) => Accounts
}

export const put = (app: App, caller: Caller, deed: Deed): AskedView => changed(app, caller, 'account.put', deed)
export const remove = (app: App, caller: Caller, deed: Deed): AskedView => changed(app, caller, 'account.remove', deed)

/** The service is wanted anew with the accounts as they are then. */
function changed(app: App, caller: Caller, what: 'account.put' | 'account.remove', { service, sort, object, work }: Deed): AskedView {
  const tenant = usableService(app.database.queries, service).tenant.id
  return change(app, caller, { what, tenant, object: service, detail: object }, ['services'], (tx, now) => {
    const facts = usableService(tx, service)
    if (facts.kind?.accounts !== sort) throw new ReeveError('bad_input', 'A service of this kind has no such accounts.')
    const parsed = schema.safeParse(work(facts.service.accounts ?? noAccounts, facts))
    if (!parsed.success)
      throw new ReeveError('over_limit', parsed.error.issues[0]?.message ?? 'These are too many accounts for one service.')
    tx.update(services).set({ accounts: parsed.data, accountsError: null }).where(eq(services.id, service)).run()
    return { action: wantService(tx, service, actorOf(caller, tenant), now) }
  })
}

/** Of things that are to go, the newest are remembered: what is long gone needs no reminder. */
export const newest = <T>(list: readonly T[]): T[] => list.slice(-100)

export const taken = (what: string, name: string): ReeveError =>
  new ReeveError('conflict', `There is a ${what} ${name} already. Choose another name.`)

export const absent = (what: string): ReeveError => new ReeveError('not_found', `There is no such ${what} in this service.`)
