import 'server-only'
import type { QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache } from 'react'
import superjson from 'superjson'
import type { MeView } from '@/contracts/views'
import type { AppRouter } from '@/server/trpc/root'
import { backendAddress } from './backend'
import { callerHeaders } from './forward'
import { makeQueryClient } from './query-client'

/** A page waits this long for its data; then it arrives with a skeleton and the browser asks itself. */
const patience = 2_500

interface ServerTrpc {
  client: TRPCClient<AppRouter>
  trpc: TRPCOptionsProxy<AppRouter>
  queryClient: QueryClient
}

/** The backend as the visitor of this request: with the visitor's own cookie and nothing else: pages are no place for API tokens. One a request. */
export const serverTrpc = cache(async (): Promise<ServerTrpc> => {
  const own = callerHeaders(await headers())
  for (const name of ['accept', 'authorization', 'content-type', 'content-length', 'last-event-id', 'trpc-accept']) own.delete(name)
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${backendAddress()}/trpc`,
        transformer: superjson,
        headers: () => Object.fromEntries(own),
        fetch: (url, options) => fetch(url, { ...options, cache: 'no-store', signal: AbortSignal.timeout(patience) }),
      }),
    ],
  })
  const queryClient = makeQueryClient()
  return { client, queryClient, trpc: createTRPCOptionsProxy<AppRouter>({ client, queryClient }) }
})

/** Who is signed in: null when nobody is, `unavailable` when the backend does not answer. A courtesy for pages; procedures guard. */
export const getMe = cache(async (): Promise<MeView | null | 'unavailable'> => {
  const { client } = await serverTrpc()
  try {
    return await client.auth.me.query()
  } catch {
    return 'unavailable'
  }
})
