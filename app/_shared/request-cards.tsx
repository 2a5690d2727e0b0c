'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { MessageCircleQuestion } from 'lucide-react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import type { RequestView } from '@/contracts/requests'
import { QueryView } from './query-view'
import { RequestCard } from './request-card'

interface RequestCardsProps {
  /** Of this tenant; without it of all. */
  tenant?: string
  service?: string
}

const shown = 50

/** Requests that wait, then those that were answered, the newest first. */
export function RequestCards(of: RequestCardsProps) {
  const trpc = useTRPC()
  const words = useText().requests
  const newest = { ...of, sort: 'createdAt', descending: true, limit: shown }
  const waiting = useQuery({ ...trpc.requests.list.queryOptions({ ...newest, state: 'waiting' }), placeholderData: keepPreviousData })
  const all = useQuery({ ...trpc.requests.list.queryOptions(newest), placeholderData: keepPreviousData })
  return (
    <div className="flex flex-col gap-5">
      <Panel title={words.waiting}>
        <QueryView query={waiting} skeleton={<Skeleton className="h-24 w-full" />}>
          {(data) =>
            data.items.length === 0 ? <p className="text-content-secondary">{words.noneWaiting}</p> : <Cards rows={data.items} of={of} />
          }
        </QueryView>
      </Panel>
      <Panel title={words.answered}>
        <QueryView query={all} skeleton={<Skeleton className="h-24 w-full" />}>
          {(data) => {
            const rows = data.items.filter((row) => row.state !== 'waiting')
            return rows.length > 0 ? (
              <Cards rows={rows} of={of} />
            ) : (
              <EmptyState icon={<MessageCircleQuestion />} title={words.emptyTitle} text={words.emptyText} />
            )
          }}
        </QueryView>
      </Panel>
    </div>
  )
}

const Cards = ({ rows, of }: { rows: readonly RequestView[]; of: RequestCardsProps }) => (
  <ul className="flex flex-col gap-3">
    {rows.map((row) => (
      <li key={row.id}>
        <RequestCard request={row} withTenant={of.tenant === undefined} />
      </li>
    ))}
  </ul>
)
