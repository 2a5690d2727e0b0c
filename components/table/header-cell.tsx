'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import type { Column } from './column'
import type { ListState } from './list-state'

interface HeaderCellProps<T> {
  column: Column<T>
  list: ListState | undefined
}

/** Header of one column; a button when the list can be sorted by it. */
export function HeaderCell<T>({ column, list }: HeaderCellProps<T>) {
  const text = useComponentText()
  const { sort } = column
  const chosen = list !== undefined && sort !== undefined && list.input.sort === sort
  const direction = list?.input.descending ? 'descending' : 'ascending'
  const Arrow = list?.input.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={chosen ? direction : undefined}
      className={cn(
        'label-mono h-9 px-4 font-normal whitespace-nowrap text-content-secondary',
        column.align === 'right' ? 'text-right' : 'text-left',
        column.width,
      )}
    >
      {list !== undefined && sort !== undefined ? (
        <button
          type="button"
          aria-label={text.sortBy(column.header)}
          className="inline-flex cursor-pointer items-center gap-1 rounded-sm uppercase hover:text-content-raise"
          onClick={() => list.set({ sort, descending: chosen && !list.input.descending })}
        >
          {column.header}
          <Arrow aria-hidden="true" className={cn('size-3', !chosen && 'invisible')} />
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}
