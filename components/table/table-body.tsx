'use client'

import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'
import type { MenuEntry } from '@/components/ui/menu'
import { Skeleton } from '@/components/ui/skeleton'
import { formatNumber } from '@/contracts/number'
import type { Column } from './column'
import { RowMenu } from './row-menu'

export interface RowProps<T> {
  columns: readonly Column<T>[]
  /** Stable key of a row, and its name for screen readers. */
  rowKey: (row: T) => string
  rowName: (row: T) => string
  /** Groups of row actions; what destroys comes last. */
  rowActions?: (row: T) => MenuEntry[][]
}

/** Spelled out, since the card's layout takes the native roles away in some browsers. */
const asRow = { role: 'row' } as const
const asCell = { role: 'cell' } as const

/** A bare number of a cell with its thousands apart. */
const shown = (content: ReactNode): ReactNode => (typeof content === 'number' ? formatNumber(content) : content)

const cell = 'px-4 py-1.5 align-middle max-sm:flex max-sm:items-center max-sm:gap-4 max-sm:px-0 max-sm:py-1'

/** One row: 44 px high on wide screens, a card on phones. */
export function Row<T>({ row, columns, rowKey: _, rowName, rowActions }: RowProps<T> & { row: T }) {
  return (
    <tr {...asRow} className="relative border-t border-stroke-faint hover:bg-surface-hover/50 max-sm:block max-sm:px-4 max-sm:py-3">
      {columns.map((column, index) => (
        <td
          key={column.id}
          {...asCell}
          className={cn(
            cell,
            'h-11 max-sm:h-auto',
            column.align === 'right' && 'text-right whitespace-nowrap tabular-nums max-sm:text-left',
            index === 0 && 'max-sm:pr-10 max-sm:font-medium',
            column.wideOnly && 'max-sm:hidden',
          )}
        >
          {index > 0 && (
            <span aria-hidden="true" className="hidden w-28 shrink-0 text-xs text-content-secondary max-sm:inline">
              {column.header}
            </span>
          )}
          <span className="contents max-sm:block max-sm:min-w-0 max-sm:flex-1 max-sm:break-words">{shown(column.cell(row))}</span>
        </td>
      ))}
      {rowActions !== undefined && (
        <td {...asCell} className="w-12 pr-2 text-right max-sm:absolute max-sm:top-2 max-sm:right-2">
          <RowMenu name={rowName(row)} groups={rowActions(row)} />
        </td>
      )}
    </tr>
  )
}

/** Rows where the real ones will be. */
export const SkeletonRows = ({ columns, rows }: { columns: number; rows: number }) =>
  Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells them apart
    <tr key={row} className="border-t border-stroke-faint">
      {Array.from({ length: columns }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <td key={index} className={cn('h-11 px-4', index > 1 && 'max-sm:hidden')}>
          <Skeleton className={index === 0 ? 'w-32' : 'w-20'} />
        </td>
      ))}
    </tr>
  ))
