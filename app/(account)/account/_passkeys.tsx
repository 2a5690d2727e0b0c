'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { passkeysWork } from '@/app/_lib/passkeys'
import { useTRPC } from '@/app/_lib/trpc'
import { AddPasskey } from '@/app/_shared/add-passkey'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { PasskeyView } from '@/contracts/detail'

/** Passkeys to sign in with. */
export function Passkeys() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const text = useText()
  const words = text.account
  const query = useQuery(trpc.auth.passkeys.queryOptions())
  const [adding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<PasskeyView>()
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.auth.pathKey() })
  const remove = useMutation(
    trpc.auth.passkeyRemove.mutationOptions({
      onSuccess: async () => {
        setChosen(undefined)
        toast.done(words.passkeyRemoved)
        await refresh()
      },
    }),
  )
  return (
    <Panel
      title={words.passkeys}
      description={words.passkeysHint}
      flush
      actions={
        <Button
          icon={<Plus aria-hidden="true" />}
          onClick={() => (passkeysWork() ? setAdding(true) : toast.failed(text.auth.signIn.passkeyUnsupported))}
        >
          {words.addPasskey}
        </Button>
      }
    >
      <RowTable
        label={words.passkeys}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => row.label}
        rowActions={(row) => [
          [
            {
              label: words.removePasskey,
              danger: true,
              onSelect: () => {
                remove.reset()
                setChosen(row)
              },
            },
          ],
        ]}
        empty={<EmptyState icon={<KeyRound />} title={words.noPasskeys} />}
      />
      {adding && (
        <Dialog open onOpenChange={setAdding} title={text.auth.keys.title} description={text.auth.keys.why}>
          <AddPasskey
            onCancel={() => setAdding(false)}
            onAdded={() => {
              setAdding(false)
              toast.done(words.passkeyAdded)
              void refresh()
            }}
          />
        </Dialog>
      )}
      {chosen !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setChosen(undefined)}
          title={words.removePasskeyTitle(chosen.label)}
          consequence={words.removePasskeyConsequence}
          confirmLabel={words.removePasskey}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate({ passkey: chosen.id })}
        />
      )}
    </Panel>
  )
}

const columnsOf = (text: Text): Column<PasskeyView>[] => {
  const { passkeyColumns } = text.account
  return [
    { id: 'label', header: passkeyColumns.label, cell: (row) => <span className="text-content-raise">{row.label}</span> },
    { id: 'created', header: passkeyColumns.created, cell: (row) => <Time at={row.createdAt} /> },
    { id: 'used', header: passkeyColumns.used, cell: (row) => <Time at={row.lastUsed} none={text.components.never} /> },
  ]
}
