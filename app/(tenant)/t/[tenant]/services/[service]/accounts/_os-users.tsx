'use client'

import { useMutation } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import type { AccountsView } from '@/contracts/views'
import { OsUserDialog } from './_os-user-dialog'
import { AccountPanel, type PartProps } from './_part'

type User = AccountsView['osUsers'][number]

/** Users of the system beside the main one. */
export function OsUsers({ service, data, query, may }: PartProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.accounts.users
  const [editing, setEditing] = useState<User | 'new'>()
  const refetch = () => void query.refetch()
  const remove = useMutation(trpc.accounts.removeOsUser.mutationOptions())
  return (
    <>
      <AccountPanel
        title={words.title}
        description={words.description}
        add={words.add}
        empty={{ icon: <UserRound />, title: words.empty, text: words.emptyText }}
        may={may}
        query={query}
        rows={data.osUsers}
        columns={[
          { id: 'name', header: text.accounts.name, cell: (row: User) => <span className="text-content-raise">{row.name}</span> },
          { id: 'keys', header: words.keys, cell: (row: User) => words.keyCount(row.keys.length) },
          { id: 'groups', header: words.groups, cell: (row: User) => row.groups.join(', ') || text.common.none },
        ]}
        nameOf={(row) => row.name}
        onAdd={() => setEditing('new')}
        actionsOf={(row) => [{ label: words.edit, onSelect: () => setEditing(row) }]}
        removal={{
          label: words.remove,
          title: ({ name }) => words.removeTitle(name),
          text: words.removeText,
          data: words.home,
          mutation: remove,
          inputOf: ({ name }, home) => ({ service, name, home }),
        }}
      />
      {editing !== undefined && (
        <OsUserDialog
          service={service}
          user={editing === 'new' ? undefined : editing}
          groups={data.osGroups.map(({ name }) => name)}
          onSaved={refetch}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}
