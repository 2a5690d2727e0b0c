'use client'

import { useMutation } from '@tanstack/react-query'
import { Database } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { newPassword } from '@/contracts/folder-hash'
import { scramVerifier } from '@/contracts/scram'
import type { AccountsView } from '@/contracts/views'
import { DatabaseUserDialog } from './_database-user-dialog'
import { AccountPanel, type PartProps } from './_part'
import { PasswordsDialog } from './_passwords'

type User = AccountsView['databaseUsers'][number]

/** Users of the databases beside their owner. */
export function DatabaseUsers({ service, data, query, may }: PartProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.accounts.database
  const [editing, setEditing] = useState<User | 'new'>()
  const [passwords, setPasswords] = useState<Record<string, string>>()
  const put = useMutation(trpc.accounts.putDatabaseUser.mutationOptions())
  const remove = useMutation(trpc.accounts.removeDatabaseUser.mutationOptions())
  /** The password is made here; what leaves the browser is its verifier. */
  const save = async (user: User, fresh: boolean) => {
    const password = fresh ? newPassword() : undefined
    const verifier = password === undefined ? {} : { verifier: await scramVerifier(password) }
    await put.mutateAsync({ service, ...user, ...verifier, ...(editing === 'new' && { fresh: true }) })
    setEditing(undefined)
    if (password !== undefined) setPasswords({ [user.name]: password })
    void query.refetch()
  }
  return (
    <>
      <AccountPanel
        title={words.title}
        description={words.description}
        add={words.add}
        empty={{ icon: <Database />, title: words.empty, text: words.emptyText }}
        may={may}
        query={query}
        rows={data.databaseUsers}
        columns={[
          { id: 'name', header: text.accounts.name, cell: (row: User) => <span className="text-content-raise">{row.name}</span> },
          {
            id: 'may',
            header: words.may,
            cell: (row: User) =>
              row.grants.map(({ database, access }) => `${database}: ${words.access[access]}`).join(', ') || text.common.none,
          },
        ]}
        nameOf={(row) => row.name}
        onAdd={() => setEditing('new')}
        actionsOf={(row) => [{ label: words.edit, onSelect: () => setEditing(row) }]}
        rotation={{
          label: text.accounts.rotate,
          title: ({ name }) => words.rotateTitle(name),
          text: ({ name }) => text.accounts.stops(name),
          run: (row) => save(row, true),
        }}
        removal={{
          label: words.remove,
          title: ({ name }) => words.removeTitle(name),
          text: words.removeText,
          data: words.data,
          mutation: remove,
          inputOf: ({ name }, afterwards) => ({ service, name, data: afterwards }),
        }}
      />
      {editing !== undefined && (
        <DatabaseUserDialog
          user={editing === 'new' ? undefined : editing}
          databases={data.databases}
          onSave={(user) => save(user, editing === 'new')}
          onClose={() => setEditing(undefined)}
        />
      )}
      {passwords !== undefined && <PasswordsDialog passwords={passwords} onClose={() => setPasswords(undefined)} />}
    </>
  )
}
