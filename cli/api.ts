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

/** tRPC knows several forms of each part of a request; it uses these. */
function plainFetch(socket: string) {
  const go = socketFetch(socket)
  return (url: unknown, init?: { method?: string; headers?: object; body?: unknown }) =>
    go(String(url), {
      method: init?.method,
      headers: Object.fromEntries(Object.entries(init?.headers ?? {})),
      body: typeof init?.body === 'string' ? init.body : undefined,
    })
}
