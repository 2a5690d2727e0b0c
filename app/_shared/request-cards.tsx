'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { MessageCircleQuestion } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Pagination } from '@/components/table/pagination'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { QueryView } from './query-view'
import { RequestCard } from './request-card'

interface RequestCardsProps {
  /** Of this tenant; without it of all. */
  tenant?: string
  service?: string
}

const shown = 20

/** Requests that wait, then those that were answered, the newest first. */
export function RequestCards(of: RequestCardsProps) {
  const words = useText().requests
  return (
    <div className="flex flex-col gap-5">
      <Panel title={words.waiting}>
        <Cards of={of} answered={false} empty={<p className="text-content-secondary">{words.noneWaiting}</p>} />
      </Panel>
      <Panel title={words.answered}>
        <Cards of={of} answered empty={<EmptyState icon={<MessageCircleQuestion />} title={words.emptyTitle} text={words.emptyText} />} />
      </Panel>
    </div>
  )
}

function Cards({ of, answered, empty }: { of: RequestCardsProps; answered: boolean; empty: ReactNode }) {
  const trpc = useTRPC()
  const [offset, setOffset] = useState(0)
  const page = { sort: 'createdAt', descending: true, limit: shown, offset }
  const query = useQuery({
    ...trpc.requests.list.queryOptions({ ...of, ...page, answered }),
    placeholderData: keepPreviousData,
  })
  return (
    <QueryView query={query} skeleton={<Skeleton className="h-24 w-full" />}>
      {({ items, total }) => (
        <>
          {total === 0 ? (
            empty
          ) : (
            <ul className="flex flex-col gap-3">
              {items.map((row) => (
                <li key={row.id}>
                  <RequestCard request={row} withTenant={of.tenant === undefined} />
                </li>
              ))}
            </ul>
          )}
          <Pagination offset={offset} limit={shown} total={total} onChange={setOffset} />
        </>
      )}
    </QueryView>
  )
}
