'use client'

import { useMutation } from '@tanstack/react-query'
import { FolderLock } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { folderHashOf, newPassword } from '@/contracts/folder-hash'
import type { AccountsView } from '@/contracts/views'
import { FolderDialog } from './_folder-dialog'
import { AccountPanel, type PartProps } from './_part'
import { PasswordsDialog } from './_passwords'

type Folder = AccountsView['folders'][number]

/** Folders of a website that ask for a name and a password. */
export function Folders({ service, data, query, may }: PartProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.accounts.folders
  const [editing, setEditing] = useState<Folder | 'new'>()
  const [passwords, setPasswords] = useState<Record<string, string>>()
  const put = useMutation(trpc.accounts.putFolder.mutationOptions())
  const remove = useMutation(trpc.accounts.removeFolder.mutationOptions())
  /** Whoever is in `fresh` gets a password, made here; what leaves the browser is a salted hash. */
  const save = async ({ path, users }: Folder, fresh: string[]) => {
    const made: Record<string, string> = Object.fromEntries(fresh.map((name) => [name, newPassword()]))
    const hashed = await Promise.all(
      users.map(async (name) => ({ name, ...(made[name] !== undefined && { hash: await folderHashOf(made[name]) }) })),
    )
    await put.mutateAsync({ service, path, users: hashed, ...(editing === 'new' && { fresh: true }) })
    setEditing(undefined)
    if (fresh.length > 0) setPasswords(made)
    void query.refetch()
  }
  return (
    <>
      <AccountPanel
        title={words.title}
        description={words.description}
        add={words.add}
        empty={{ icon: <FolderLock />, title: words.empty, text: words.emptyText }}
        may={may}
        query={query}
        rows={data.folders}
        columns={[
          {
            id: 'path',
            header: words.path,
            cell: (row: Folder) => <code className="font-mono text-xs text-content-raise">/{row.path}</code>,
          },
          { id: 'users', header: words.users, cell: (row: Folder) => row.users.join(', ') || words.nobody },
        ]}
        nameOf={(row) => `/${row.path}`}
        onAdd={() => setEditing('new')}
        actionsOf={(row) => [{ label: words.edit, onSelect: () => setEditing(row) }]}
        rotation={{
          label: words.rotate,
          title: ({ path }) => words.rotateTitle(`/${path}`),
          text: ({ users }) => text.accounts.stops(users.join(', ')),
          disabledReason: ({ users }) => (users.length === 0 ? words.nobody : undefined),
          run: (row) => save(row, row.users),
        }}
        removal={{
          label: words.remove,
          title: ({ path }) => words.removeTitle(`/${path}`),
          text: words.removeText,
          mutation: remove,
          inputOf: ({ path }) => ({ service, path }),
        }}
      />
      {editing !== undefined && (
        <FolderDialog
          folder={editing === 'new' ? undefined : editing}
          onSave={(folder) => {
            const before = data.folders.find(({ path }) => path === folder.path)?.users ?? []
            return save(
              folder,
              folder.users.filter((name) => !before.includes(name)),
            )
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
      {passwords !== undefined && <PasswordsDialog passwords={passwords} onClose={() => setPasswords(undefined)} />}
    </>
  )
}
