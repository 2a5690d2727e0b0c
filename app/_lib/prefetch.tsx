import 'server-only'
import { dehydrate, type FetchQueryOptions, HydrationBoundary } from '@tanstack/react-query'
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query'
import type { ReactNode } from 'react'
import type { AppRouter } from '@/server/trpc/root'
import { serverTrpc } from './server-trpc'

interface PrefetchProps {
  /** The queries of the page, with the same inputs as its client part uses. */
  queries: (trpc: TRPCOptionsProxy<AppRouter>) => readonly unknown[]
  children: ReactNode
}

/** Asks the page's queries on the server, so that it arrives filled. What fails or is slow the browser asks again. */
export async function Prefetch({ queries, children }: PrefetchProps) {
  const { trpc, queryClient } = await serverTrpc()
  await Promise.all(queries(trpc).map((options) => queryClient.prefetchQuery({ ...(options as FetchQueryOptions), retry: false })))
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>
}
