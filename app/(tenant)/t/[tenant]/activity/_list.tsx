'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Activity as Icon } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Progress } from '@/components/ui/progress'
import { ActionBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { ActionView } from '@/contracts/views'

/** Everything asked for one tenant, live. */
export function Activity({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.activity
  const askApproval = useApproval()
  const list = useListState({ sort: 'createdAt', descending: true })
  const query = useQuery({ ...trpc.actions.list.queryOptions({ tenant, ...list.input }), placeholderData: keepPreviousData })
  const failed = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const cancel = useMutation(trpc.actions.cancel.mutationOptions({ onSuccess: () => toast.done(words.cancelled), onError: failed }))
  const retry = useMutation(trpc.actions.retry.mutationOptions({ onError: failed }))
  const columns: Column<ActionView>[] = [
    { id: 'what', header: words.what, cell: (row) => <What row={row} tenant={tenant} /> },
    { id: 'state', header: words.state, cell: (row) => <ActionBadge state={row.state} /> },
    { id: 'who', header: words.who, cell: (row) => row.actorName },
    { id: 'when', header: words.when, sort: 'createdAt', cell: (row) => <Time at={row.createdAt} /> },
  ]
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <Panel flush>
        <DataTable
          label={words.title}
          query={query}
          rows={query.data?.items}
          total={query.data?.total}
          list={list}
          error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
          columns={columns}
          rowKey={(row) => row.id}
          rowName={(row) => row.words}
          rowActions={(row) => [
            row.state === 'awaiting_approval'
              ? [
                  { label: words.approve, onSelect: () => askApproval({ action: row.id }) },
                  { label: words.cancel, danger: true, onSelect: () => cancel.mutate({ action: row.id }) },
                ]
              : [
                  {
                    label: words.retry,
                    onSelect: () => retry.mutate({ action: row.id }),
                    disabledReason: row.mayRetry ? undefined : words.noRetry,
                  },
                ],
          ]}
          empty={<EmptyState icon={<Icon />} title={words.empty} text={words.emptyText} />}
        />
      </Panel>
    </>
  )
}

const What = ({ row, tenant }: { row: ActionView; tenant: string }) => (
  <span className="block py-1.5">
    <TextLink href={paths.own.action(tenant, row.id)} className="break-words">
      {row.words}
    </TextLink>
    {row.error !== null && <span className="block text-content-bad">{row.error.message}</span>}
    {row.endedAt === null && row.of > 0 && <Progress label={row.text || row.words} value={row.step} of={row.of} visible className="mt-1" />}
  </span>
)
