'use client'

import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'
import { HeaderCell } from './header-cell'
import type { ListState } from './list-state'
import { Pagination } from './pagination'
import { SearchBox } from './search-box'
import { Row, type RowProps, SkeletonRows } from './table-body'

/** What a table has to know of its query: fits TanStack Query's result of a `Page<T>`, or of plain rows by `rowsOf`. */
export interface TableQuery {
  isPending: boolean
  isError: boolean
  isPlaceholderData?: boolean
  refetch: () => unknown
}

export interface DataTableProps<T> extends RowProps<T> {
  /** What the rows are, such as "Tenants". */
  label: string
  query: TableQuery
  rows: readonly T[] | undefined
  /** Of all pages; without it there is one page. */
  total?: number | undefined
  /** Sort, search and pages, kept in the address. Without it the table shows its rows as they come. */
  list?: ListState
  /** Leaves out the search box. */
  noSearch?: boolean
  /** Sentence about the failure, when it did not load. */
  error?: string | undefined
  /** First-use state. Not shown when a search found nothing. */
  empty: ReactNode
  /** Filters beside the search box. */
  filters?: ReactNode
  /** True when a filter other than the search is set. */
  filtered?: boolean
}

/** Spelled out, since the cards' layout takes the native role away in some browsers. */
const asTable = { role: 'table' } as const

/** A list: header 36 px, rows 44 px, cards on phones; loading, empty, no match, failed. The old page stays while the next one loads; rows that could not be asked for again stay and say so. */
export function DataTable<T>(props: DataTableProps<T>) {
  const text = useComponentText()
  const { columns, list, rows, query } = props
  const span = columns.length + (props.rowActions === undefined ? 0 : 1)
  const narrowed = (list !== undefined && list.input.search !== '') || props.filtered === true
  const stale = rows !== undefined && query.isError && (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-stroke-warn bg-surface-warn px-4 py-1.5 text-content-warn"
    >
      <span className="min-w-0 flex-1">
        {text.stale} {props.error}
      </span>
      <Button onClick={() => query.refetch()}>{text.retry}</Button>
    </div>
  )
  if (rows !== undefined && rows.length === 0 && !narrowed && (list?.input.offset ?? 0) === 0)
    return (
      <>
        {stale}
        {props.empty}
      </>
    )
  return (
    <>
      {(list !== undefined && !props.noSearch) || props.filters !== undefined ? (
        <div className="flex flex-wrap items-center gap-2 border-b border-stroke-faint px-4 py-2.5">
          {list !== undefined && !props.noSearch && (
            <SearchBox label={`${text.search}: ${props.label}`} value={list.input.search} onChange={(search) => list.set({ search })} />
          )}
          {props.filters}
        </div>
      ) : null}
      {stale}
      <div className="overflow-x-auto">
        <table {...asTable} aria-label={props.label} aria-busy={query.isPending || query.isPlaceholderData} className="w-full max-sm:block">
          <thead className="max-sm:sr-only">
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} list={list} />
              ))}
              {props.rowActions !== undefined && (
                <th scope="col" className="w-12">
                  <span className="sr-only">{text.actionsOf(props.label)}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody className={cn('max-sm:block', query.isPlaceholderData && 'opacity-60 transition-opacity delay-300')}>
            {rows?.map((row) => (
              <Row key={props.rowKey(row)} row={row} {...props} />
            ))}
            {rows === undefined && query.isPending && <SkeletonRows columns={span} rows={5} />}
            {rows === undefined && query.isError && (
              <Whole span={span}>
                <ErrorText>{props.error ?? text.loadFailed}</ErrorText>
                <Button onClick={() => query.refetch()}>{text.retry}</Button>
              </Whole>
            )}
            {rows?.length === 0 && <Whole span={span}>{text.noMatch}</Whole>}
          </tbody>
        </table>
      </div>
      {list !== undefined && props.total !== undefined && (
        <Pagination offset={list.input.offset} limit={list.input.limit} total={props.total} onChange={(offset) => list.set({ offset })} />
      )}
    </>
  )
}

const Whole = ({ span, children }: { span: number; children: ReactNode }) => (
  <tr className="border-t border-stroke-faint max-sm:block">
    <td colSpan={span} className="p-4 max-sm:block">
      <div className="flex min-h-24 flex-col items-center justify-center gap-3 text-content-secondary">{children}</div>
    </td>
  </tr>
)
