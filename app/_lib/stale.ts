import type { QueryClient, QueryKey } from '@tanstack/react-query'

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** Asking starts or thaws a service's VPS. */
      wakes?: true
      /** It asks again by itself, every few seconds. */
      polls?: true
    }
  }
}

/** For queries that look inside a service: only a person who opens the page asks, since asking wakes it. */
export const wakesService = { meta: { wakes: true }, refetchOnWindowFocus: false, refetchOnReconnect: false } as const

/** For queries that the keep answers anew every few seconds: changes of anything else are no reason to ask it. */
export const pollsKeep = { meta: { polls: true } } as const

/** Makes queries ask again, all or those under a key, but none that would wake a service or asks by itself. */
export const refresh = (queryClient: QueryClient, queryKey?: QueryKey): Promise<void> =>
  queryClient.invalidateQueries({
    ...(queryKey !== undefined && { queryKey }),
    predicate: ({ meta }) => meta?.wakes !== true && meta?.polls !== true,
  })
