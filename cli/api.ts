import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../server/trpc/root.ts'
import { socketFetch } from './socket.ts'

export type Api = TRPCClient<AppRouter>

/** The backend's procedures over the machine's root-only socket. */
export function connect(socket: string): Api {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: 'http://localhost/trpc', transformer: superjson, fetch: plainFetch(socket) })],
  })
}

/** tRPC calls with the plain forms that `socketFetch` takes: text bodies and a record of headers. */
function plainFetch(socket: string) {
  const go = socketFetch(socket)
  return (url: string | URL | Request, init?: { method?: string; headers?: HeadersInit; body?: unknown }): Promise<Response> =>
    go(url instanceof Request ? url.url : url, {
      method: init?.method,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : undefined,
    })
}
