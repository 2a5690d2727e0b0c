'use client'

import { type ComponentText, useComponentText } from '@/components/text'
import type { ActionState, ObjectState, PowerState } from '@/contracts/states'
import type { ZoneHealthView } from '@/contracts/views'
import { Badge } from './badge'
import type { Tone } from './tone'

export type Status = PowerState | ObjectState | ActionState | ZoneHealthView['state']

/** Total: a state without a tone does not compile. */
export const statusTones: Record<Status, { tone: Tone; moving?: true }> = {
  running: { tone: 'good' },
  frozen: { tone: 'neutral' },
  stopped: { tone: 'neutral' },
  starting: { tone: 'info', moving: true },
  stopping: { tone: 'info', moving: true },
  absent: { tone: 'neutral' },
  error: { tone: 'bad' },
  pending: { tone: 'info', moving: true },
  active: { tone: 'good' },
  suspended: { tone: 'warn' },
  failed: { tone: 'bad' },
  deleting: { tone: 'info', moving: true },
  awaiting_approval: { tone: 'warn' },
  done: { tone: 'good' },
  refused: { tone: 'bad' },
  expired: { tone: 'neutral' },
  cancelled: { tone: 'neutral' },
  up: { tone: 'good' },
  down: { tone: 'bad' },
  unknown: { tone: 'neutral' },
}

const words: (text: ComponentText) => Record<Status, string> = (text) => text.status

/** State of a VPS, an object, an action or a zone. */
export function StatusBadge({ status, className }: { status: Status; className?: string }) {
  const text = useComponentText()
  const { tone, moving } = statusTones[status]
  return (
    <Badge tone={tone} moving={moving ?? false} className={className}>
      {words(text)[status]}
    </Badge>
  )
}

/** The same for actions, where `running` means on its way. */
export function ActionBadge({ state }: { state: ActionState }) {
  const text = useComponentText()
  const { tone, moving } = state === 'running' ? { tone: 'info' as const, moving: true } : statusTones[state]
  return (
    <Badge tone={tone} moving={moving ?? false}>
      {words(text)[state]}
    </Badge>
  )
}
