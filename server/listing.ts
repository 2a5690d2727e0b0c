import { type AnyColumn, asc, desc, or, type SQL, sql } from 'drizzle-orm'
import { type Caller, visibleTenants } from './caller.ts'

/** Rows that hold the text in one of the columns, whatever its case; undefined when nothing is looked for. */
export function holds(search: string, columns: AnyColumn[]): SQL | undefined {
  const text = search.trim()
  if (text === '') return undefined
  const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return or(...columns.map((column) => sql`${column} like ${pattern} escape '\\'`))
}

/** Order by one of the known keys; the first is the default. */
export function orderBy<K extends string>(sorts: Record<K, AnyColumn | SQL>, sort: string, descending: boolean): SQL {
  const chosen = Object.hasOwn(sorts, sort) ? sorts[sort as K] : (Object.values(sorts)[0] as AnyColumn | SQL)
  return descending ? desc(chosen) : asc(chosen)
}

/** Only rows of tenants that the caller may see; undefined for administrators. */
export function ofVisibleTenants(caller: Caller, column: AnyColumn): SQL | undefined {
  const tenants = visibleTenants(caller)
  return tenants === null ? undefined : sql`${column} in (select value from json_each(${JSON.stringify(tenants)}))`
}
