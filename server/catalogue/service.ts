import { asc } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import { kinds as table } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

const stored = (app: App): KindDescriptor[] =>
  app.database.queries
    .select()
    .from(table)
    .orderBy(asc(table.kind))
    .all()
    .map((row) => row.descriptor)

/** The keep's catalogue; what was last seen of it while the keep does not answer. */
export async function kinds(app: App): Promise<KindDescriptor[]> {
  const known = stored(app)
  try {
    return await refreshKinds(app)
  } catch (error) {
    if (known.length === 0) throw error
    app.log.warn({ err: error }, 'the catalogue could not be asked for')
    return known
  }
}

/** Copies the catalogue from the keep; writes only what changed. */
export async function refreshKinds(app: Pick<App, 'database' | 'door'>): Promise<KindDescriptor[]> {
  const fresh = await app.door.kinds()
  const before = new Map(
    app.database.queries
      .select()
      .from(table)
      .all()
      .map((row) => [row.kind, JSON.stringify(row.descriptor)]),
  )
  const changed = fresh.filter((descriptor) => before.get(descriptor.kind) !== JSON.stringify(descriptor))
  if (changed.length > 0)
    app.database.transact((tx) => {
      for (const descriptor of changed)
        tx.insert(table).values({ kind: descriptor.kind, descriptor }).onConflictDoUpdate({ target: table.kind, set: { descriptor } }).run()
    })
  return fresh
}

/** One kind by name. Throws `unknown_kind` with the names that there are. */
export async function kindOf(app: App, name: string): Promise<KindDescriptor> {
  const known = stored(app).find((descriptor) => descriptor.kind === name)
  if (known !== undefined) return known
  const all = await kinds(app)
  const found = all.find((descriptor) => descriptor.kind === name)
  if (found !== undefined) return found
  throw new ReeveError('unknown_kind', `There is no kind ${name}. Kinds: ${all.map((descriptor) => descriptor.kind).join(', ')}.`)
}
