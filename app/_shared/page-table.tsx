'use client'

import { messageOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'
import { DataTable, type DataTableProps, type TableQuery } from '@/components/table/data-table'
import type { Page } from '@/contracts/views'

type Rest<T> = Omit<DataTableProps<T>, 'query' | 'rows' | 'total' | 'error'>

interface PageTableProps<T> extends Rest<T> {
  query: TableQuery & { data: Page<T> | undefined; error: unknown }
}

/** The table of a query that answers with pages. */
export function PageTable<T>({ query, ...rest }: PageTableProps<T>) {
  return <RowTable {...rest} query={query} rows={query.data?.items} total={query.data?.total} />
}

interface RowTableProps<T> extends Rest<T> {
  query: TableQuery & { error: unknown }
  rows: readonly T[] | undefined
  total?: number | undefined
}

/** The table of a query that answers with rows. */
export function RowTable<T>({ query, ...rest }: RowTableProps<T>) {
  const text = useText().common
  return <DataTable {...rest} query={query} error={query.isError ? messageOf(query.error, text.unavailable) : undefined} />
}
