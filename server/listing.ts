import { type AnyColumn, and, asc, desc, or, type SQL, sql } from 'drizzle-orm'
import { type Caller, sightOf } from './caller.ts'

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

const isOneOf = (column: AnyColumn, values: readonly string[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`

/**
 * Only rows that the caller may see: of these tenants, where (`service` names the column) a member may see some services alone of these. A token
 * narrows both. Undefined for administrators.
 */
export function visible(caller: Caller, tenant: AnyColumn, service?: AnyColumn): SQL | undefined {
  const { tenants, services } = sightOf(caller)
  const scope = caller.token?.scope
  const limits = service === undefined ? [] : [...services].map(([of, seen]) => sql`(${tenant} <> ${of} or ${isOneOf(service, seen)})`)
  return and(
    tenants === null ? undefined : isOneOf(tenant, tenants),
    ...limits,
    scope?.tenants == null ? undefined : isOneOf(tenant, scope.tenants),
    scope?.services == null || service === undefined ? undefined : isOneOf(service, scope.services),
  )
}
