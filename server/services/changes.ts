import { and, desc, eq, lte } from 'drizzle-orm'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { changes, type services } from '../../db/schema/index.ts'

/** Of each service. */
const kept = 200

type Settings = Pick<typeof services.$inferSelect, 'config' | 'resources' | 'idle' | 'firstPort' | 'packages'>
export type ChangeRow = typeof changes.$inferSelect

const textOf = ({ config, resources, idle, firstPort, packages }: Settings): string =>
  canonicalJson({ config, resources, idle, firstPort, packages })

export const sameSettings = (one: Settings, other: Settings): boolean => textOf(one) === textOf(other)

/** What was wanted last. */
export const newest = (tx: Queries, service: string): ChangeRow | undefined =>
  tx.select().from(changes).where(eq(changes.service, service)).orderBy(desc(changes.id)).limit(1).get()

/** Writes down what is wanted of a service, unless that is what was wanted last; then its end is that of the newest action. */
export function recordChange(tx: Queries, row: typeof services.$inferSelect, generation: number, person: string, now: number): void {
  const { id: service, config, resources, idle, firstPort, packages } = row
  const last = newest(tx, service)
  if (last !== undefined && sameSettings(last, row)) {
    if (last.state !== 'applied') tx.update(changes).set({ generation, state: 'pending', error: null }).where(eq(changes.id, last.id)).run()
    return
  }
  tx.insert(changes).values({ service, generation, person, at: now, config, resources, idle, firstPort, packages, state: 'pending' }).run()
  const beyond = tx
    .select({ id: changes.id })
    .from(changes)
    .where(eq(changes.service, service))
    .orderBy(desc(changes.id))
    .limit(1)
    .offset(kept)
    .get()
  if (beyond === undefined) return
  tx.delete(changes)
    .where(and(eq(changes.service, service), lte(changes.id, beyond.id)))
    .run()
}

/** What became of the wish of this generation. */
export function settleChange(tx: Queries, service: string, generation: number, error: ErrorView | null): void {
  tx.update(changes)
    .set({ state: error === null ? 'applied' : 'refused', error })
    .where(and(eq(changes.service, service), eq(changes.generation, generation), eq(changes.state, 'pending')))
    .run()
}

/** The settings that are in use: those that were applied last. */
export const inUse = (tx: Queries, service: string): ChangeRow | undefined =>
  tx
    .select()
    .from(changes)
    .where(and(eq(changes.service, service), eq(changes.state, 'applied')))
    .orderBy(desc(changes.id))
    .limit(1)
    .get()

/** The newest wish when it was refused, while the settings before it go on. */
export function refusedWish(tx: Queries, service: string): ChangeRow | undefined {
  const last = newest(tx, service)
  return last?.state === 'refused' ? last : undefined
}
