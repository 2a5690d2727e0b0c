'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Link2, LogIn } from 'lucide-react'
import { useState } from 'react'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { goElsewhere } from '@/app/_lib/sign-in-elsewhere'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { IdentityView } from '@/contracts/views'
import { PasswordDialog } from './_password-dialog'

/** Accounts of a sign-in server that sign this person in; nothing where there is no such server. */
export function Identities() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account.identities
  const offered = useQuery(trpc.oidc.offered.queryOptions())
  const query = useQuery(trpc.oidc.identities.queryOptions())
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState<IdentityView>()
  const saidOf = (error: unknown) => messageOf(error, text.common.unavailable)
  const start = useMutation(
    trpc.oidc.startLink.mutationOptions({
      onSuccess: (begun) => goElsewhere(begun, paths.account),
      onError: (error) => (codeOf(error) === 'password_needed' ? setAsking(true) : !asking && toast.failed(saidOf(error))),
    }),
  )
  const unlink = useMutation(
    trpc.oidc.unlink.mutationOptions({
      onSuccess: () => {
        setChosen(undefined)
        toast.done(words.unlinked)
        void query.refetch()
      },
    }),
  )
  const label = offered.data?.label
  if (label === undefined && (query.data ?? []).length === 0) return null
  const link = label !== undefined && (
    <Button icon={<LogIn aria-hidden="true" />} pending={start.isPending || start.isSuccess} onClick={() => start.mutate({})}>
      {words.link(label)}
    </Button>
  )
  return (
    <Panel
      title={words.title}
      description={label === undefined ? words.hintOff : words.hint(label)}
      flush
      className="self-start"
      actions={link}
    >
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => `${row.issuer} ${row.subject}`}
        rowName={(row) => row.shown}
        rowActions={(row) => [
          [
            {
              label: words.unlink,
              danger: true,
              onSelect: () => {
                unlink.reset()
                setChosen(row)
              },
            },
          ],
        ]}
        empty={<EmptyState icon={<Link2 />} title={words.none} text={words.noneText} />}
      />
      {asking && (
        <PasswordDialog
          title={words.linkTitle}
          description={words.linkText}
          submitLabel={words.linkTitle}
          pending={start.isPending || start.isSuccess}
          error={start.error === null || codeOf(start.error) === 'password_needed' ? undefined : saidOf(start.error)}
          onSubmit={(values) => start.mutate(values)}
          onClose={() => setAsking(false)}
        />
      )}
      {chosen !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setChosen(undefined)}
          title={words.unlinkTitle(chosen.shown)}
          consequence={words.unlinkConsequence}
          confirmLabel={words.unlink}
          pending={unlink.isPending}
          error={unlink.isError ? saidOf(unlink.error) : undefined}
          onConfirm={() => unlink.mutate({ issuer: chosen.issuer, subject: chosen.subject })}
        />
      )}
    </Panel>
  )
}

const columnsOf = (text: Text): Column<IdentityView>[] => {
  const { columns } = text.account.identities
  return [
    {
      id: 'shown',
      header: columns.shown,
      cell: (row) => (
        <>
          <span className="text-content-raise">{row.shown}</span>
          <span className="block break-all text-xs">{row.issuer}</span>
        </>
      ),
    },
    { id: 'created', header: columns.created, cell: (row) => <Time at={row.createdAt} /> },
    { id: 'used', header: columns.used, cell: (row) => <Time at={row.lastUsed} none={text.components.never} /> },
  ]
}
