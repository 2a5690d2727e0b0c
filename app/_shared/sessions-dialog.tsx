'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { toast } from '@/components/ui/toast'
import type { PersonView } from '@/contracts/views'
import { useMe } from './me'
import { RowTable } from './page-table'
import { sessionColumnsOf } from './session-columns'

/** Where another person is signed in; each session can be ended. */
export function SessionsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.sessions
  const administrator = useMe().role === 'administrator'
  const query = useQuery(trpc.people.sessions.queryOptions({ person: person.id }))
  const end = useMutation(
    trpc.people.endSession.mutationOptions({
      onSuccess: () => toast.done(text.account.sessionEnded),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.title(person.name)} className="max-w-4xl">
      <div className="-mx-5 -my-4">
        <RowTable
          label={words.title(person.name)}
          query={query}
          rows={query.data}
          columns={sessionColumnsOf(text)}
          rowKey={(row) => row.id}
          rowName={(row) => row.browser}
          rowActions={(row) =>
            !administrator
              ? []
              : [[{ label: text.account.endSession, danger: true, onSelect: () => end.mutate({ person: person.id, session: row.id }) }]]
          }
          empty={<EmptyState icon={<MonitorSmartphone />} title={words.none} />}
        />
      </div>
    </Dialog>
  )
}
