'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { InvitationView } from '@/contracts/views'

/** Open invitations of a tenant, or of the whole installation. */
export function Invitations({ tenant }: { tenant?: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.people
  const query = useQuery(trpc.people.invitations.queryOptions(tenant === undefined ? {} : { tenant }))
  const revoke = useMutation(
    trpc.people.revokeInvitation.mutationOptions({
      onSuccess: () => toast.done(words.revoked),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const columns: Column<InvitationView>[] = [
    { id: 'email', header: words.email, cell: (row) => <span className="break-all">{row.email}</span> },
    { id: 'role', header: words.role, cell: (row) => text.common.roles[row.role] },
    { id: 'expires', header: words.expires, cell: (row) => <Time at={row.expiresAt} /> },
  ]
  return (
    <Panel title={words.invitations} flush>
      <DataTable
        label={words.invitations}
        query={query}
        rows={query.data?.items}
        error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.email}
        rowActions={(row) => [[{ label: words.revoke, danger: true, onSelect: () => revoke.mutate({ invitation: row.id }) }]]}
        empty={<p className="p-4 text-content-secondary">{words.noInvitations}</p>}
      />
    </Panel>
  )
}
