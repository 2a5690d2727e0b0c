'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo } from '@/app/_shared/may-own'
import { NothingHere, QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { useService } from '../_header'
import { DatabaseUsers } from './_database-users'
import { Folders } from './_folders'
import { OsGroups } from './_os-groups'
import { OsUsers } from './_os-users'

/** Accounts inside the service, of the sort that its kind has. */
export function ServiceAccounts() {
  const trpc = useTRPC()
  const words = useText().accounts
  const service = useService()
  const may = useMayDo(service.tenant, service.id, 'configure')
  const query = useQuery(trpc.accounts.get.queryOptions({ service: service.id }))
  return (
    <QueryView query={query} skeleton={<Skeleton className="h-64 w-full" />}>
      {(data) => {
        const part = { service: service.id, data, query, may }
        if (data.sort === null) return <NothingHere />
        return (
          <div className="flex flex-col gap-5">
            {data.error !== null && <Notice tone="bad">{words.refused(data.error.message)}</Notice>}
            {data.state === 'pending' && <Notice tone="neutral">{words.applying}</Notice>}
            {data.sort === 'database' && <DatabaseUsers {...part} />}
            {data.sort === 'folders' && <Folders {...part} />}
            {data.sort === 'shell' && (
              <>
                <OsUsers {...part} />
                <OsGroups {...part} />
              </>
            )}
          </div>
        )
      }}
    </QueryView>
  )
}
