import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { codeOf } from './errors'
import { paths, signInThen } from './paths'

const final = new Set(['unauthenticated', 'forbidden', 'not_found', 'bad_input'])

const forStrangers = new Set<string>([paths.signIn, paths.signInReturn, paths.join, paths.reset])

/** Whose session has ended signs in again and comes back to the same page. Pages for strangers show the error themselves. */
function signInAgain(error: unknown): void {
  if (typeof window === 'undefined' || codeOf(error) !== 'unauthenticated') return
  const { pathname, search } = window.location
  if (!forStrangers.has(pathname)) window.location.assign(signInThen(pathname + search))
}

/** Data is fresh for ten seconds; the live subscription says earlier when it is not. What cannot change by asking again is asked once. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    mutationCache: new MutationCache({ onError: signInAgain }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && !final.has(codeOf(error)),
        retryDelay: (count) => 500 * 2 ** count,
      },
      mutations: { retry: false },
    },
  })
