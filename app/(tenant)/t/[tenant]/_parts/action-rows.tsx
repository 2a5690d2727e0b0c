'use client'

import { Activity } from 'lucide-react'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { ActionBadge } from '@/components/ui/status-badge'
import { Time } from '@/components/ui/time'
import type { ActionView } from '@/contracts/views'

/** A short list of actions: words, who, when, how it ended. */
export function ActionRows({ rows }: { rows: ActionView[] }) {
  const text = useText().tenant.activity
  if (rows.length === 0) return <EmptyState icon={<Activity />} title={text.empty} text={text.emptyText} />
  return (
    <ul className="divide-y divide-stroke-faint">
      {rows.map((row) => (
        <li key={row.id} className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
          <ActionBadge state={row.state} />
          <span className="min-w-0 flex-1 basis-48 break-words text-content-raise">
            {row.words}
            {row.error !== null && <span className="block text-content-bad">{row.error.message}</span>}
            {row.endedAt === null && row.text !== '' && <span className="block text-xs text-content-secondary">{row.text}</span>}
          </span>
          <span className="text-content-secondary">{row.actorName}</span>
          <span className="text-content-secondary">
            <Time at={row.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
