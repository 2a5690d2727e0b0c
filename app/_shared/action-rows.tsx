'use client'

import { ListChecks } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { ActionBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { ActionView } from '@/contracts/views'
import { actorOf } from './actor'

interface ActionRowsProps {
  rows: readonly ActionView[]
  /** On the pages of this tenant; without it on those of administrators. */
  tenant?: string
}

/** A short list of actions: words, who, when, how far. */
export function ActionRows({ rows, tenant }: ActionRowsProps) {
  const text = useText().actions
  if (rows.length === 0) return <EmptyState icon={<ListChecks />} title={text.emptyTitle} text={text.emptyText} />
  return (
    <ul className="divide-y divide-stroke-faint">
      {rows.map((row) => (
        <li key={row.id} className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2">
          <TextLink
            href={tenant === undefined ? paths.action(row.id) : paths.own.action(tenant, row.id)}
            className="min-w-0 break-words text-content-raise no-underline hover:underline"
          >
            {row.words}
          </TextLink>
          <ActionBadge state={row.state} />
          <span className="col-span-2 text-xs text-content-secondary">
            {tenant === undefined && row.tenantName !== null && `${row.tenantName} · `}
            {actorOf(row, text)} · <Time at={row.createdAt} />
            {row.endedAt === null && row.text !== '' && ` · ${row.text}`}
          </span>
          {row.error !== null && <span className="col-span-2 text-xs text-content-bad">{row.error.message}</span>}
        </li>
      ))}
    </ul>
  )
}
