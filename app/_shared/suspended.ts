'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'

/** Why nothing can be woken, made or sent in a tenant: it is suspended. Undefined while it is not, or for no tenant at all. */
export function useSuspended(tenant: string | undefined): string | undefined {
  const trpc = useTRPC()
  const { reasons } = useText().services
  const query = useQuery({ ...trpc.tenants.get.queryOptions({ tenant: tenant ?? '' }), enabled: tenant !== undefined })
  return query.data?.suspended ? reasons.suspended : undefined
}
