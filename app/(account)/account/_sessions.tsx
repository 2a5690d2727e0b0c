'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import { sessionColumnsOf } from '@/app/_shared/session-columns'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'

/** Where the person is signed in; each can be ended. */
export function Sessions() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const text = useText()
  const words = text.account
  const query = useQuery(trpc.auth.sessions.queryOptions())
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const ended = (said: string) => async () => {
    toast.done(said)
    await queryClient.invalidateQueries({ queryKey: trpc.auth.sessions.queryKey() })
  }
  const revoke = useMutation(trpc.auth.revokeSession.mutationOptions({ onError, onSuccess: ended(words.sessionEnded) }))
  const revokeOthers = useMutation(trpc.auth.revokeOtherSessions.mutationOptions({ onError, onSuccess: ended(words.othersEnded) }))
  return (
    <Panel
      title={words.sessions}
      description={words.sessionsHint}
      flush
      className="self-start lg:col-span-2"
      actions={
        (query.data?.length ?? 0) > 1 && (
          <Button pending={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
            {words.endOthers}
          </Button>
        )
      }
    >
      <RowTable
        label={words.sessions}
        query={query}
        rows={query.data}
        columns={sessionColumnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => row.browser}
        rowActions={(row) => [
          [
            {
              label: words.endSession,
              danger: true,
              disabledReason: row.current ? words.thisSession : undefined,
              onSelect: () => revoke.mutate({ session: row.id }),
            },
          ],
        ]}
        empty={<EmptyState icon={<MonitorSmartphone />} title={words.sessions} />}
      />
    </Panel>
  )
}
