'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { Invitations } from '@/app/_shared/invitations'
import { InviteDialog } from '@/app/_shared/invite-dialog'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { PersonView } from '@/contracts/views'
import { useMayOwn } from '../_parts/may-own'

export function People({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.people
  const mayOwn = useMayOwn(tenant)
  const list = useListState({ sort: 'name' })
  const query = useQuery({ ...trpc.people.list.queryOptions({ tenant, ...list.input }), placeholderData: keepPreviousData })
  const failed = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSuccess: () => toast.done(words.changed), onError: failed }))
  const [inviting, setInviting] = useState(false)
  const [removing, setRemoving] = useState<PersonView>()
  const noOwn = mayOwn ? undefined : text.tenant.services.noOwn
  const roleOf = (row: PersonView) => row.memberships.find((own) => own.tenant === tenant)?.role ?? 'member'
  const invite = (
    <Button variant="primary" disabledReason={noOwn} onClick={() => setInviting(true)}>
      {words.invite}
    </Button>
  )
  const columns: Column<PersonView>[] = [
    { id: 'name', header: words.name, sort: 'name', cell: (row) => row.name },
    { id: 'email', header: words.email, sort: 'email', cell: (row) => <span className="break-all">{row.email}</span> },
    { id: 'role', header: words.role, cell: (row) => text.common.roles[roleOf(row)] },
    { id: 'seen', header: words.lastSeen, cell: (row) => <Time at={row.lastSeen} /> },
  ]
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={invite} />
      <div className="flex flex-col gap-5">
        <Panel flush>
          <DataTable
            label={words.title}
            query={query}
            rows={query.data?.items}
            total={query.data?.total}
            list={list}
            error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
            columns={columns}
            rowKey={(row) => row.id}
            rowName={(row) => row.name}
            rowActions={(row) => {
              const other = roleOf(row) === 'owner' ? 'member' : 'owner'
              return [
                [
                  {
                    label: other === 'owner' ? words.makeOwner : words.makeMember,
                    onSelect: () => setRole.mutate({ tenant, person: row.id, role: other }),
                    disabledReason: noOwn,
                  },
                ],
                [{ label: words.remove, danger: true, onSelect: () => setRemoving(row), disabledReason: noOwn }],
              ]
            }}
            empty={<EmptyState icon={<Users />} title={words.empty} text={words.emptyText} action={invite} />}
          />
        </Panel>
        {mayOwn && <Invitations tenant={tenant} />}
      </div>
      {inviting && <InviteDialog tenant={tenant} onClose={() => setInviting(false)} />}
      {removing !== undefined && <Remove tenant={tenant} person={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function Remove({ tenant, person, onClose }: { tenant: string; person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.people
  const remove = useMutation(
    trpc.people.remove.mutationOptions({
      onSuccess: () => {
        toast.done(words.removed, person.name)
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(person.name)}
      consequence={words.removeText}
      confirmLabel={words.remove}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => remove.mutate({ tenant, person: person.id })}
    />
  )
}
