'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { MailOpen } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { Tone } from '@/components/ui/tone'
import type { InvitationState, InvitationView } from '@/contracts/views'
import { useApproval } from './approval'
import { mayOwn } from './may'
import { useMe } from './me'
import { PageTable } from './page-table'

/** Open invitations, newest first. */
export function InvitationsTable({ tenant }: { tenant: string | undefined }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.invitations
  const me = useMe()
  const may = tenant === undefined ? me.role === 'administrator' : mayOwn(me, tenant)
  const query = useQuery(
    trpc.people.invitations.queryOptions({ sort: 'createdAt', descending: true, limit: 1000, ...(tenant === undefined ? {} : { tenant }) }),
  )
  const [chosen, setChosen] = useState<InvitationView>()
  const [open, setOpen] = useState(false)
  const revoke = useMutation(
    trpc.people.revokeInvitation.mutationOptions({
      onSuccess: () => {
        setOpen(false)
        toast.done(words.revoked)
      },
    }),
  )
  const approve = useApproval()
  const again = useMutation(
    trpc.actions.retry.mutationOptions({
      onSuccess: approve,
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  /** What brings the link of an administrator further. */
  const approvalOf = ({ state, action }: InvitationView): MenuEntry[] => {
    if (action === null || state === 'open' || state === 'asked') return []
    if (state === 'waiting') return [{ label: text.actions.approve, onSelect: () => approve({ action }) }]
    return [{ label: words.askAgain, pending: again.isPending, onSelect: () => again.mutate({ action }) }]
  }
  return (
    <>
      <PageTable
        label={text.people.tabs.invitations}
        query={query}
        columns={columnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => row.email}
        rowActions={(row) =>
          !may
            ? []
            : [
                approvalOf(row),
                [
                  {
                    label: words.revoke,
                    danger: true,
                    onSelect: () => {
                      revoke.reset()
                      setChosen(row)
                      setOpen(true)
                    },
                  },
                ],
              ]
        }
        empty={<EmptyState icon={<MailOpen />} title={words.emptyTitle} text={words.emptyText} />}
      />
      {chosen !== undefined && (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={words.revokeTitle(chosen.email)}
          consequence={words.revokeConsequence}
          confirmLabel={words.revoke}
          pending={revoke.isPending}
          error={revoke.isError ? messageOf(revoke.error, text.common.unavailable) : undefined}
          onConfirm={() => revoke.mutate({ invitation: chosen.id })}
        />
      )}
    </>
  )
}

const tones: Record<InvitationState, Tone> = { open: 'good', waiting: 'warn', asked: 'info', lapsed: 'bad', refused: 'bad' }

const columnsOf = (text: Text): Column<InvitationView>[] => {
  const { columns, states, hints } = text.people.invitations
  return [
    { id: 'email', header: columns.email, cell: (row) => <span className="break-all text-content-raise">{row.email}</span> },
    {
      id: 'role',
      header: columns.role,
      cell: (row) => (row.tenantName === null ? text.common.roles[row.role] : `${text.common.roles[row.role]}: ${row.tenantName}`),
    },
    {
      id: 'state',
      header: columns.state,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={tones[row.state]} moving={row.state === 'asked'}>
            {states[row.state]}
          </Badge>
          {hints[row.state] !== undefined && <span className="text-xs text-content-secondary">{hints[row.state]}</span>}
        </span>
      ),
    },
    { id: 'by', header: columns.by, cell: (row) => row.invitedBy },
    { id: 'expires', header: columns.expires, cell: (row) => <Time at={row.expiresAt} /> },
  ]
}
