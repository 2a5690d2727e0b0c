import { type ListInput, type ListStart, readListInput, startOf } from '@/components/table/list-input'

/** How each list begins: the page (server) and its table (client) have to ask the same. */
export const listStarts = {
  tenants: { sort: 'name' },
  plans: { sort: 'name' },
  services: { sort: 'name' },
  people: { sort: 'name' },
  actions: { sort: 'createdAt', descending: true },
  targets: { sort: 'state' },
} as const satisfies Record<string, ListStart>

export type PageQuery = Promise<Record<string, string | string[] | undefined>>

/** The query parameters of a page; of one that is there twice the first counts. */
export async function queryOf(from: PageQuery): Promise<URLSearchParams> {
  const entries = Object.entries(await from).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** What a list's page asks for, from its query parameters. */
export const listInputOf = (query: URLSearchParams, start: ListStart): ListInput => readListInput(query, startOf(start))
