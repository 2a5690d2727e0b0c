import { noAccounts } from '../../contracts/accounts.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { services } from '../../db/schema/index.ts'
import type { ChangeRow } from './changes.ts'
import { differencesOf } from './differences.ts'

type ServiceRow = typeof services.$inferSelect

const shownAtMost = 4

/** What this wish changes, for lists of actions; undefined when nothing that has a name of its own. `before`: the wish before it. */
export function wishWords(row: ServiceRow, before: ChangeRow | undefined, back: boolean): string | undefined {
  if (row.halted) return undefined
  if (row.generation === 0) return `Create the service ${row.name}`
  if (back) return `Put the settings of the service ${row.name} back`
  const names = before === undefined ? [] : differencesOf(before, row).map(({ name }) => name)
  const more = names.length > shownAtMost ? ` and ${names.length - shownAtMost} more` : ''
  if (names.length > 0) return `Change the settings of the service ${row.name}: ${names.slice(0, shownAtMost).join(', ')}${more}`
  const accounts = canonicalJson(row.accounts ?? noAccounts) !== canonicalJson(row.appliedAccounts ?? noAccounts)
  return accounts ? `Change the accounts of the service ${row.name}` : undefined
}
