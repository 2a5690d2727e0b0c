'use client'

import { useSubscription } from '@trpc/tanstack-react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { ErrorText } from '@/components/ui/error-text'
import { Progress } from '@/components/ui/progress'
import { ActionBadge } from '@/components/ui/status-badge'
import { actionAtRest } from '@/contracts/states'
import type { ActionView } from '@/contracts/views'

interface ActionProgressProps {
  action: string
  /** Called once, when the action is at rest. */
  onEnd?: (action: ActionView) => void
}

/** Follows one action: its words, how far it is, what it does now, how it ended. */
export function ActionProgress({ action, onEnd }: ActionProgressProps) {
  const trpc = useTRPC()
  const [view, setView] = useState<ActionView>()
  useSubscription(
    trpc.actions.watch.subscriptionOptions(
      { action },
      {
        onData: (next: ActionView) => {
          setView(next)
          if (next.endedAt !== null) onEnd?.(next)
        },
      },
    ),
  )
  if (view === undefined) return <Progress label="…" value={null} of={1} />
  return <ActionSteps view={view} />
}

/** The same for an action that is there already. */
export const ActionSteps = ({ view }: { view: ActionView }) => (
  <div className="flex flex-col gap-2" aria-live="polite">
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ActionBadge state={view.state} />
      <span className="text-content-raise">{view.words}</span>
      {view.of > 0 && view.endedAt === null && (
        <span className="text-xs text-content-secondary tabular-nums">
          {view.step}/{view.of}
        </span>
      )}
    </div>
    {!actionAtRest(view.state) && (
      <Progress label={view.text || view.words} value={view.of > 0 ? view.step : null} of={view.of} visible={view.text !== ''} />
    )}
    {view.error !== null && <ErrorText>{view.error.message}</ErrorText>}
  </div>
)
