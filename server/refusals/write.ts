import { and, count, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { ReeveError } from '../../contracts/errors.ts'
import { severalProcedures } from '../../contracts/refusals.ts'
import type { Queries } from '../../db/client.ts'
import { refusals } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

export interface Refused {
  person: string
  token: string | null
  procedure: string
  object: string | null
  tenant: string | null
  address: string
  error: ReeveError
}

const minute = 60_000
const hour = 60 * minute
/** Rows of one person within an hour; what comes beyond counts up in one. */
const mostPerHour = 200

/** Writes one try down: in a row of its own, or counted where the same was tried within a minute. */
export function writeRefusal({ database, now }: Pick<App, 'database' | 'now'>, { error, ...refused }: Refused): void {
  const at = now()
  database.transact((tx) => {
    if (countUp(tx, refused, at, minute)) return
    const several = { ...refused, procedure: severalProcedures, object: null, tenant: null, token: null }
    const row = isMany(tx, refused.person, at) ? several : refused
    if (row === several && countUp(tx, several, at, hour)) return
    tx.insert(refusals)
      .values({ ...row, object: row.object?.slice(0, 100) ?? null, at, lastAt: at, code: error.code, why: error.message.slice(0, 300) })
      .run()
  })
}

const isMany = (tx: Queries, person: string, at: number): boolean =>
  (tx
    .select({ all: count() })
    .from(refusals)
    .where(and(eq(refusals.person, person), gt(refusals.at, at - hour)))
    .get()?.all ?? 0) >= mostPerHour

/** False: there is nothing to count up. From wherever it comes, where many are one. */
function countUp(
  tx: Queries,
  { person, procedure, tenant, token, address, object }: Omit<Refused, 'error'>,
  at: number,
  withinMs: number,
): boolean {
  const row = tx
    .select({ id: refusals.id })
    .from(refusals)
    .where(
      and(
        eq(refusals.person, person),
        gt(refusals.at, at - withinMs),
        eq(refusals.procedure, procedure),
        procedure === severalProcedures ? undefined : eq(refusals.address, address),
        tenant === null ? isNull(refusals.tenant) : eq(refusals.tenant, tenant),
        token === null ? isNull(refusals.token) : eq(refusals.token, token),
      ),
    )
    .orderBy(desc(refusals.id))
    .limit(1)
    .get()
  if (row === undefined) return false
  tx.update(refusals)
    .set({ count: sql`${refusals.count} + 1`, lastAt: at, object: object?.slice(0, 100) ?? null, address })
    .where(eq(refusals.id, row.id))
    .run()
  return true
}
