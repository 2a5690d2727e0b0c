import type { ReactNode } from 'react'

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** Name that the list's query sorts by; without it the column does not sort. */
  sort?: string
  align?: 'right'
  /** Tailwind width of the column, such as `w-32`. */
  width?: string
  /** Left out of the cards on narrow screens. */
  wideOnly?: boolean
}
