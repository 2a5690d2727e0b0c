'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { AuthenticatorView } from '@/contracts/views'
import { useApproval } from './approval'
import { useMe } from './me'
import { RowTable } from './page-table'

interface ApprovalKeysProps {
  /** Keys that approve for this tenant alone; without it all. */
  tenant?: string
  /** Of this person alone. */
  person?: string
  /** Name of a tenant by its id, where known. */
  nameOf?: (tenant: string) => string
}

/** Keys that the keep accepts for critical actions. Revoking one is critical itself. */
export function ApprovalKeys({ tenant, person, nameOf }: ApprovalKeysProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account
  const approve = useApproval()
  const readOnly = useMe().role === 'auditor'
  const query = useQuery(trpc.trust.authenticators.queryOptions(tenant === undefined ? {} : { tenant }))
  const [chosen, setChosen] = useState<AuthenticatorView>()
  const revoke = useMutation(
    trpc.trust.revoke.mutationOptions({
      onSuccess: ({ action }) => {
        setChosen(undefined)
        approve({ action })
      },
    }),
  )
  return (
    <>
      <RowTable
        label={words.approvalKeys}
        query={query}
        rows={query.data?.filter((row) => person === undefined || row.person === person)}
        columns={columnsOf(text, person === undefined, nameOf)}
        rowKey={(row) => row.id}
        rowName={(row) => row.label}
        rowActions={(row) =>
          readOnly
            ? []
            : [
                [
                  {
                    label: words.revoke,
                    danger: true,
                    onSelect: () => {
                      revoke.reset()
                      setChosen(row)
                    },
                  },
                ],
              ]
        }
        empty={
          <EmptyState
            icon={<KeyRound />}
            title={words.noApprovalKeys}
            text={person === undefined ? text.settings.noKeysText : words.noApprovalKeysText}
          />
        }
      />
      {chosen !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setChosen(undefined)}
          title={words.revokeTitle(chosen.label)}
          consequence={words.revokeConsequence}
          confirmLabel={words.revoke}
          pending={revoke.isPending}
          error={revoke.isError ? messageOf(revoke.error, text.common.unavailable) : undefined}
          onConfirm={() => revoke.mutate({ authenticator: chosen.id })}
        />
      )}
    </>
  )
}

const columnsOf = (text: Text, all: boolean, nameOf: ApprovalKeysProps['nameOf']): Column<AuthenticatorView>[] => {
  const { keyColumns } = text.settings
  const person: Column<AuthenticatorView> = { id: 'person', header: keyColumns.person, cell: (row) => row.personName }
  return [
    { id: 'label', header: keyColumns.label, cell: (row) => <span className="text-content-raise">{row.label}</span> },
    ...(all ? [person] : []),
    {
      id: 'for',
      header: keyColumns.for,
      cell: (row) => (row.tenant === null ? text.account.everything : (nameOf?.(row.tenant) ?? row.tenant)),
    },
    { id: 'created', header: keyColumns.created, cell: (row) => <Time at={row.createdAt} /> },
  ]
}
