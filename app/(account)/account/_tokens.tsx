'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import { tokenColumnsOf } from '@/app/_shared/token-columns'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { TokenView } from '@/contracts/views'
import { TokenDialog } from './_token-dialog'

/** Tokens that programs sign in with, as this person and never more. */
export function Tokens() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account.tokens
  const query = useQuery(trpc.tokens.list.queryOptions())
  const [making, setMaking] = useState(false)
  const [chosen, setChosen] = useState<TokenView>()
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: () => {
        setChosen(undefined)
        toast.done(words.revoked)
        void query.refetch()
      },
    }),
  )
  const make = (
    <Button icon={<Plus aria-hidden="true" />} onClick={() => setMaking(true)}>
      {words.make}
    </Button>
  )
  return (
    <Panel title={words.title} description={words.hint} flush className="self-start lg:col-span-2" actions={make}>
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={tokenColumnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => row.label}
        rowActions={(row) => [
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
        ]}
        empty={<EmptyState icon={<KeySquare />} title={words.none} text={words.noneText} action={make} />}
      />
      {making && (
        <TokenDialog
          onClose={() => {
            setMaking(false)
            void query.refetch()
          }}
        />
      )}
      {chosen !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setChosen(undefined)}
          title={words.revokeTitle(chosen.label)}
          consequence={words.revokeConsequence}
          confirmLabel={words.revoke}
          pending={revoke.isPending}
          error={revoke.isError ? messageOf(revoke.error, text.common.unavailable) : undefined}
          onConfirm={() => revoke.mutate({ token: chosen.id })}
        />
      )}
    </Panel>
  )
}
