'use client'

import { type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import type { DataTableProps } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { RowTable } from './page-table'

/** A list that is asked for page by page, each from where the one before ended. */
export const usePages = <T extends { next: number | null }>(key: QueryKey, ask: (from: { before?: number }) => Promise<T>) =>
  useInfiniteQuery({
    queryKey: [...key, 'pages'],
    queryFn: ({ pageParam }) => ask(pageParam === null ? {} : { before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  })

interface EndlessTableProps<T> extends Omit<DataTableProps<T>, 'query' | 'rows' | 'total' | 'error'> {
  query: Pick<
    UseInfiniteQueryResult,
    'isPending' | 'isError' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >
  rows: readonly T[] | undefined
  /** Of the button that asks for the next page. */
  older: string
}

/** The table of such a list: older rows come below the newer ones. */
export const EndlessTable = <T,>({ query, older, ...rest }: EndlessTableProps<T>) => (
  <>
    <RowTable {...rest} query={query} />
    {query.hasNextPage && (
      <div className="flex justify-center border-t border-stroke-faint p-3">
        <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {older}
        </Button>
      </div>
    )}
  </>
)
