'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import type { AddressSetView } from '@/contracts/firewall-views'
import { SetDialog } from './set-dialog'

/** Sets of addresses: of one tenant, or of the installation. */
export function Sets({ tenant, locked }: { tenant: string | undefined; locked: string | undefined }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.firewall.sets
  const query = useQuery(trpc.firewall.sets.queryOptions({ tenant }))
  const [editing, setEditing] = useState<AddressSetView | 'new'>()
  const [removing, setRemoving] = useState<AddressSetView>()
  const remove = useMutation(trpc.firewall.removeSet.mutationOptions({ onSuccess: () => setRemoving(undefined) }))
  const add = (
    <Button disabledReason={locked} onClick={() => setEditing('new')}>
      {words.add}
    </Button>
  )
  return (
    <Panel flush title={words.title} description={words.text} actions={add}>
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={columnsOf(words)}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowActions={(row) => [
          [{ label: words.edit, onSelect: () => setEditing(row), disabledReason: locked }],
          [
            {
              label: words.remove,
              danger: true,
              disabledReason: locked ?? (row.rules > 0 ? words.inUse : undefined),
              onSelect: () => setRemoving(row),
            },
          ],
        ]}
        empty={<EmptyState icon={<ListChecks />} title={words.emptyTitle} text={words.emptyText} action={add} />}
      />
      {editing !== undefined && (
        <SetDialog tenant={tenant} set={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(undefined)}
          title={words.removeTitle(removing.name)}
          consequence={words.removeText}
          confirmLabel={words.remove}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate({ tenant, id: removing.id })}
        />
      )}
    </Panel>
  )
}

const columnsOf = ({ columns }: Text['firewall']['sets']): Column<AddressSetView>[] => [
  { id: 'name', header: columns.name, cell: (row) => row.name },
  { id: 'count', header: columns.count, align: 'right', cell: (row) => row.count },
  { id: 'rules', header: columns.rules, align: 'right', cell: (row) => row.rules },
  {
    id: 'state',
    header: columns.state,
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge status={row.state} />
        {row.error !== null && <span className="text-content-bad">{row.error.message}</span>}
      </span>
    ),
  },
]
