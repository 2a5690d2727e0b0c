/** What a list shows, as its query wants it (contracts/api.ts listInput). */
export interface ListInput {
  search: string
  sort: string
  descending: boolean
  offset: number
  limit: number
}

/** How a list begins. */
export interface ListStart {
  sort: string
  descending?: boolean
  /** Rows a page. */
  limit?: number
}

export const startOf = ({ sort, descending = false, limit = 50 }: ListStart): ListInput => ({
  search: '',
  sort,
  descending,
  offset: 0,
  limit,
})

/** Reads the state of a list from query parameters; what is missing or broken is as the list begins. */
export function readListInput(query: URLSearchParams, start: ListInput): ListInput {
  const page = Number(query.get('page') ?? '1')
  const sort = query.get('sort')
  return {
    search: (query.get('q') ?? start.search).slice(0, 200),
    sort: sort?.replace(/^-/, '').slice(0, 40) ?? start.sort,
    descending: sort === null ? start.descending : sort.startsWith('-'),
    offset: Number.isSafeInteger(page) && page > 1 ? (page - 1) * start.limit : 0,
    limit: start.limit,
  }
}

/** The query parameters that `readListInput` reads back; what is as the list begins is left out, other parameters stay. */
export function writeListInput(query: URLSearchParams, input: ListInput, start: ListInput): string {
  const next = new URLSearchParams(query)
  const put = (name: string, value: string, standard: string) => (value === standard ? next.delete(name) : next.set(name, value))
  put('q', input.search, start.search)
  const sortText = (of: ListInput) => `${of.descending ? '-' : ''}${of.sort}`
  put('sort', sortText(input), sortText(start))
  put('page', String(Math.floor(input.offset / input.limit) + 1), '1')
  return next.toString()
}
