import { and, desc, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { historyInput, undoInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ServiceChangeView } from '../../contracts/history.ts'
import { changes, people } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { inUse } from './changes.ts'
import { differencesOf } from './differences.ts'
import { usableService } from './rows.ts'
import { update } from './service.ts'

/** Newest first. Each is compared with the one that was in use before it. */
export function list(app: App, { service, limit }: z.output<typeof historyInput>): ServiceChangeView[] {
  const { queries } = app.database
  const rows = queries
    .select({ change: changes, personName: sql<string>`coalesce(${people.name}, ${changes.person})` })
    .from(changes)
    .leftJoin(people, eq(people.id, changes.person))
    .where(eq(changes.service, service))
    .orderBy(desc(changes.id))
    // One more, for the oldest to be compared with.
    .limit(limit + 1)
    .all()
  const current = inUse(queries, service)?.id
  return rows.slice(0, limit).map(({ change, personName }, index) => {
    const before = rows.slice(index + 1).find((row) => row.change.state === 'applied')
    return {
      id: change.id,
      at: change.at,
      personName,
      state: change.state,
      error: change.error,
      current: change.id === current,
      differences: differencesOf(before?.change, change),
    }
  })
}

/** Wants the settings of an earlier change once more, as a change of their own: the way back has a way back. */
export function undo(app: App, caller: Caller, { service, change, rehearse }: z.output<typeof undoInput>): AskedView {
  usableService(app.database.queries, service)
  const row = app.database.queries
    .select()
    .from(changes)
    .where(and(eq(changes.id, change), eq(changes.service, service)))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such change of this service.')
  const { resources, idle, firstPort, packages } = row
  return update(app, caller, { service, config: row.config, resources, idle, firstPort, packages, rehearse })
}
