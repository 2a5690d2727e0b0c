'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { toast } from '@/components/ui/toast'

/** Asks for a snapshot of a service's data, and says so. */
export function useTakeSnapshot() {
  const trpc = useTRPC()
  const { history, common } = useText()
  return useMutation(
    trpc.services.snapshot.mutationOptions({
      onError: (error) => toast.failed(messageOf(error, common.unavailable)),
      onSuccess: () => toast.done(history.snapshots.taking),
    }),
  )
}
