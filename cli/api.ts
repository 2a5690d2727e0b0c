import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../server/trpc/root.ts'
import { targetFetch } from './socket.ts'
import type { Target } from './target.ts'

export type Api = TRPCClient<AppRouter>

/** The backend's procedures. */
export function connect(target: Target): Api {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: 'http://localhost/trpc', transformer: superjson, fetch: plainFetch(target) })],
  })
}

/** tRPC knows several forms of each part of a request; it uses these. */
function plainFetch(target: Target) {
  const go = targetFetch(target)
  return (url: unknown, init?: { method?: string; headers?: object; body?: unknown }) =>
    go(String(url), {
      method: init?.method,
      headers: Object.fromEntries(Object.entries(init?.headers ?? {})),
      body: typeof init?.body === 'string' ? init.body : undefined,
    })
}
