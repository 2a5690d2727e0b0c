import { and, eq, isNull, ne, notInArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { hostCheck, kindCheck, type PatchWindow } from '../../contracts/patches.ts'
import type { Queries } from '../../db/client.ts'
import { patchChecks, patchImages, patchRuns, patchTargets, patchWindowSets, serviceRoots, services } from '../../db/schema/index.ts'

export type RunRow = typeof patchRuns.$inferSelect
export type TargetRow = typeof patchTargets.$inferSelect

const failed = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
export const ofHost = 'host'
export const ofKind = (kind: string): string => `kind:${kind}`

/** What was last found, as its schema reads it; `error` when that look failed. */
function checkOf<S extends z.ZodType>(tx: Queries, what: string, schema: S) {
  const row = tx.select().from(patchChecks).where(eq(patchChecks.what, what)).get()
  if (row === undefined) return undefined
  const found = schema.safeParse(row.found)
  if (found.success) return { at: row.at, found: found.data as z.infer<S>, error: null }
  const error = failed.safeParse(row.found)
  return { at: row.at, found: null, error: error.success ? error.data.error.message : 'It could not be read.' }
}
export const kindCheckOf = (tx: Queries, kind: string) => checkOf(tx, ofKind(kind), kindCheck)
export const hostCheckOf = (tx: Queries) => checkOf(tx, ofHost, hostCheck)

export function writeCheck(tx: Queries, what: string, found: unknown, at: number): void {
  tx.insert(patchChecks).values({ what, at, found }).onConflictDoUpdate({ target: patchChecks.what, set: { at, found } }).run()
}

export function noteImage(tx: Queries, image: string, kind: string, version: string): void {
  tx.insert(patchImages).values({ image, kind, version }).onConflictDoNothing().run()
}

/** Of services that are still there. */
export function noteRoot(tx: Queries, service: string, image: string, at: number): void {
  if (tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() === undefined) return
  tx.insert(serviceRoots).values({ service, image, at }).onConflictDoUpdate({ target: serviceRoots.service, set: { image, at } }).run()
}

/** A build's version begins with its time. */
export function builtAt(version: string | null | undefined): number | null {
  const parts = /^(\d{4})-?(\d\d)-?(\d\d)[tT]?(\d\d):?(\d\d):?(\d\d)/.exec(version ?? '')
  if (parts === null) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const installation = 'installation'
export const windowsOf = (tx: Queries, tenant: string | null): PatchWindow[] =>
  tx
    .select()
    .from(patchWindowSets)
    .where(eq(patchWindowSets.owner, tenant ?? installation))
    .get()?.windows ?? []

export function writeWindows(tx: Queries, tenant: string | null, windows: PatchWindow[]): void {
  const owner = tenant ?? installation
  if (windows.length === 0) return void tx.delete(patchWindowSets).where(eq(patchWindowSets.owner, owner)).run()
  tx.insert(patchWindowSets)
    .values({ owner, tenant, windows })
    .onConflictDoUpdate({ target: patchWindowSets.owner, set: { windows } })
    .run()
}

/** A tenant's own, else those of the installation. */
export function windowsFor(tx: Queries, tenant: string): { windows: PatchWindow[]; own: boolean } {
  const own = windowsOf(tx, tenant)
  return own.length > 0 ? { windows: own, own: true } : { windows: windowsOf(tx, null), own: false }
}

export const runRow = (tx: Queries, run: string): RunRow | undefined => tx.select().from(patchRuns).where(eq(patchRuns.id, run)).get()
/** In the order in which they were written down. */
export const targetsOf = (tx: Queries, run: string): TargetRow[] =>
  tx.select().from(patchTargets).where(eq(patchTargets.run, run)).orderBy(sql`rowid`).all()

const over = ['done', 'stopped', 'cancelled', 'failed'] as const
export const openRuns = (tx: Queries, kind?: string): RunRow[] =>
  tx
    .select()
    .from(patchRuns)
    .where(and(notInArray(patchRuns.state, [...over]), kind === undefined ? undefined : eq(patchRuns.kind, kind)))
    .all()

export const servicesOfKind = (tx: Queries, kind: string) =>
  tx
    .select({ service: services.id, tenant: services.tenant, name: services.name, state: services.state })
    .from(services)
    .where(and(eq(services.kind, kind), isNull(services.goneWith), ne(services.state, 'awaiting_approval')))
    .orderBy(services.createdAt, services.id)
    .all()
