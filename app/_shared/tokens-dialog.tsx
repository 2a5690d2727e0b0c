'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { KeySquare } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { toast } from '@/components/ui/toast'
import type { PersonView } from '@/contracts/views'
import { useMe } from './me'
import { RowTable } from './page-table'
import { tokenColumnsOf } from './token-columns'

/** API tokens of another person; administrators revoke them. */
export function TokensDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account.tokens
  const administrator = useMe().role === 'administrator'
  const query = useQuery(trpc.tokens.ofPerson.queryOptions({ person: person.id }))
  const revoke = useMutation(
    trpc.tokens.revokeOf.mutationOptions({
      onSuccess: () => toast.done(words.revoked),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.ofPerson(person.name)} className="max-w-4xl">
      <div className="-mx-5 -my-4">
        <RowTable
          label={words.ofPerson(person.name)}
          query={query}
          rows={query.data}
          columns={tokenColumnsOf(text)}
          rowKey={(row) => row.id}
          rowName={(row) => row.label}
          rowActions={(row) =>
            administrator
              ? [[{ label: words.revoke, danger: true, onSelect: () => revoke.mutate({ person: person.id, token: row.id }) }]]
              : []
          }
          empty={<EmptyState icon={<KeySquare />} title={words.none} />}
        />
      </div>
    </Dialog>
  )
}
