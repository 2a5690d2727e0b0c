'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import type { ServiceView } from '@/contracts/views'

/** The service as it is by now. */
export function useNewest(service: string): () => Promise<ServiceView> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return () => queryClient.fetchQuery({ ...trpc.services.get.queryOptions({ service }), staleTime: 0 })
}
