'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

/** What a list shows, as its query wants it (contracts/api.ts listInput). */
export interface ListInput {
  search: string
  sort: string
  descending: boolean
  offset: number
  limit: number
}

export interface ListState {
  input: ListInput
  set: (change: Partial<Omit<ListInput, 'limit'>>) => void
}

/** Reads the state of a list from query parameters; what is missing or broken is the default. */
export function readListInput(query: URLSearchParams, defaults: ListInput): ListInput {
  const page = Number(query.get('page') ?? '1')
  const sort = query.get('sort')
  return {
    search: (query.get('q') ?? defaults.search).slice(0, 200),
    sort: sort?.replace(/^-/, '').slice(0, 40) ?? defaults.sort,
    descending: sort === null ? defaults.descending : sort.startsWith('-'),
    offset: Number.isSafeInteger(page) && page > 1 ? (page - 1) * defaults.limit : 0,
    limit: defaults.limit,
  }
}

/** The query parameters that `readListInput` reads back; defaults are left out, other parameters stay. */
export function writeListInput(query: URLSearchParams, input: ListInput, defaults: ListInput): string {
  const next = new URLSearchParams(query)
  const put = (name: string, value: string, standard: string) => (value === standard ? next.delete(name) : next.set(name, value))
  put('q', input.search, defaults.search)
  const sortText = (of: ListInput) => `${of.descending ? '-' : ''}${of.sort}`
  put('sort', sortText(input), sortText(defaults))
  put('page', String(Math.floor(input.offset / input.limit) + 1), '1')
  return next.toString()
}

/** The state of one list, kept in the address, so that reload and back keep it. One such list a page. */
export function useListState(options: { sort: string; descending?: boolean; limit?: number }): ListState {
  const query = useSearchParams()
  const path = usePathname()
  const { sort, descending = false, limit = 50 } = options
  const defaults = useMemo(() => ({ search: '', sort, descending, offset: 0, limit }), [sort, descending, limit])
  const input = useMemo(() => readListInput(query, defaults), [query, defaults])
  const set = useCallback(
    (change: Partial<ListInput>) => {
      const moved = 'offset' in change ? {} : { offset: 0 }
      const text = writeListInput(query, { ...input, ...moved, ...change }, defaults)
      window.history.replaceState(null, '', text === '' ? path : `${path}?${text}`)
    },
    [query, input, defaults, path],
  )
  return { input, set }
}
