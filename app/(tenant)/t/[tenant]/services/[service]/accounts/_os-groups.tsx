'use client'

import { useMutation } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { putOsGroupInput } from '@/contracts/accounts-api'
import type { AccountsView } from '@/contracts/views'
import { AccountPanel, type PartProps } from './_part'

type Group = AccountsView['osGroups'][number]

/** Groups of the system, each with a folder that its members share. */
export function OsGroups({ service, data, query, may }: PartProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.accounts.groups
  const [adding, setAdding] = useState(false)
  const refetch = () => void query.refetch()
  const remove = useMutation(trpc.accounts.removeOsGroup.mutationOptions())
  return (
    <>
      <AccountPanel
        title={words.title}
        description={words.description}
        add={words.add}
        empty={{ icon: <Users />, title: words.empty, text: words.emptyText }}
        may={may}
        query={query}
        rows={data.osGroups}
        columns={[
          { id: 'name', header: text.accounts.name, cell: (row: Group) => <span className="text-content-raise">{row.name}</span> },
          { id: 'members', header: words.members, cell: (row: Group) => row.members.join(', ') || text.common.none },
          { id: 'folder', header: words.folder, cell: (row: Group) => <code className="font-mono text-xs">/srv/shared/{row.name}</code> },
        ]}
        nameOf={(row) => row.name}
        onAdd={() => setAdding(true)}
        removal={{
          label: words.remove,
          title: ({ name }) => words.removeTitle(name),
          text: words.removeText,
          data: words.data,
          mutation: remove,
          inputOf: ({ name }, folder) => ({ service, name, folder }),
        }}
      />
      {adding && <GroupDialog service={service} onSaved={refetch} onClose={() => setAdding(false)} />}
    </>
  )
}

function GroupDialog({ service, onSaved, onClose }: { service: string; onSaved: () => void; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const form = useSchemaForm(putOsGroupInput, { service, name: '' })
  const onError = useFormErrors(form, { conflict: 'name' })
  const put = useMutation(
    trpc.accounts.putOsGroup.mutationOptions({
      onError,
      onSuccess: () => {
        onSaved()
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={text.accounts.groups.add}
      form={form}
      onSubmit={(values) => put.mutate(values)}
      submitLabel={text.accounts.groups.add}
      pending={put.isPending}
      onClose={onClose}
    >
      <TextField control={form.control} name="name" label={text.accounts.name} autoComplete="off" spellCheck={false} />
    </FormDialog>
  )
}
