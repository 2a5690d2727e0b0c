'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { type ListInput, type ListStart, readListInput, startOf, writeListInput } from './list-input'

export interface ListState {
  input: ListInput
  set: (change: Partial<Omit<ListInput, 'limit'>>) => void
}

/** The state of one list, kept in the address, so that reload and back keep it. One such list a page. */
export function useListState({ sort, descending, limit }: ListStart): ListState {
  const query = useSearchParams()
  const path = usePathname()
  const start = useMemo(() => startOf({ sort, descending, limit }), [sort, descending, limit])
  const input = useMemo(() => readListInput(query, start), [query, start])
  const set = useCallback(
    (change: Partial<ListInput>) => {
      const moved = 'offset' in change ? {} : { offset: 0 }
      const text = writeListInput(query, { ...input, ...moved, ...change }, start)
      window.history.replaceState(null, '', text === '' ? path : `${path}?${text}`)
    },
    [query, input, start, path],
  )
  return { input, set }
}
