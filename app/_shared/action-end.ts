'use client'

import { skipToken } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useTRPC } from '@/app/_lib/trpc'
import type { ActionView } from '@/contracts/views'

/** Follows an action out of sight; `onEnd` hears of it when it is at rest for good. Follows nothing while `action` is undefined. */
export function useActionEnd(action: string | undefined, onEnd: (action: ActionView) => void): void {
  const trpc = useTRPC()
  useSubscription(
    trpc.actions.watch.subscriptionOptions(action === undefined ? skipToken : { action }, {
      onData: (view: ActionView) => {
        if (view.endedAt !== null) onEnd(view)
      },
    }),
  )
}

/** Why an action that has ended is not done, for people; null when it is. */
export const failureOf = ({ state, error }: Pick<ActionView, 'state' | 'error'>, otherwise: string): string | null =>
  state === 'done' ? null : (error?.message ?? otherwise)
