import { QueryClient } from '@tanstack/react-query'
import { codeOf } from './errors'

const final = new Set(['unauthenticated', 'forbidden', 'not_found', 'bad_input'])

/** Data is fresh for ten seconds; the live subscription says earlier when it is not. What cannot change by asking again is asked once. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && !final.has(codeOf(error)),
        retryDelay: (count) => 500 * 2 ** count,
      },
      mutations: { retry: false },
    },
  })
