'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import type { Action } from '@/contracts/envelope'

/** What goes with an action that is approved later, away from the page that asked for it and named it. */
export function useLoss(action: Action | undefined): string[] | undefined {
  const trpc = useTRPC()
  const text = useText()
  const service = action?.name === 'service.delete' ? String(action.input.service) : undefined
  const query = useQuery({ ...trpc.services.get.queryOptions({ service: service ?? '' }), enabled: service !== undefined })
  if (service !== undefined) return text.services.delete.lost(query.data?.domains ?? [])
  return action?.name === 'tenant.delete' ? text.approval.lostWithTenant : undefined
}
