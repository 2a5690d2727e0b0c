'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Camera } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo, useMayOwn } from '@/app/_shared/may-own'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { formatExact } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { SnapshotView } from '@/contracts/snapshots'
import { useService } from '../_header'
import { Rehearse } from '../_rehearse'
import { useTakeSnapshot } from '../_take-snapshot'

/** The data of the service as it was at a few moments, and the way back to them. */
export function Snapshots() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText()
  const words = text.history.snapshots
  const mayOwn = useMayOwn(service.tenant)
  const mayKeep = useMayDo(service.tenant, service.id, 'files')
  const query = useQuery(trpc.services.snapshots.queryOptions({ service: service.id }))
  const [rehearse, setRehearse] = useState(true)
  const [chosen, setChosen] = useState<SnapshotView>()
  const take = useTakeSnapshot()
  const revert = useMutation(
    trpc.services.revert.mutationOptions({
      onSuccess: () => {
        setChosen(undefined)
        toast.done(words.reverting)
      },
    }),
  )
  const button = (
    <Button
      icon={<Camera aria-hidden="true" />}
      disabledReason={mayKeep ? undefined : text.tenant.services.noRight}
      pending={take.isPending}
      onClick={() => take.mutate({ service: service.id })}
    >
      {words.take}
    </Button>
  )
  return (
    <Panel title={words.title} description={words.hint} actions={button} flush>
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => row.name}
        rowName={(row) => formatExact(row.at)}
        rowActions={(row) => [
          [
            {
              label: words.revert,
              danger: true,
              disabledReason: mayOwn ? undefined : text.tenant.services.noOwn,
              onSelect: () => {
                revert.reset()
                setChosen(row)
              },
            },
          ],
        ]}
        empty={<EmptyState icon={<Camera />} title={words.emptyTitle} text={words.emptyText} />}
      />
      {chosen !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setChosen(undefined)}
          title={words.revertTitle(service.name)}
          consequence={words.revertText(formatExact(chosen.at))}
          lost={words.lost(formatExact(chosen.at))}
          confirmLabel={words.revert}
          pending={revert.isPending}
          error={revert.isError ? messageOf(revert.error, text.common.unavailable) : undefined}
          onConfirm={() => revert.mutate({ service: service.id, snapshot: chosen.name, rehearse })}
        >
          <Rehearse checked={rehearse} onChange={setRehearse} />
        </ConfirmDialog>
      )}
    </Panel>
  )
}

const columnsOf = ({ history }: Text): Column<SnapshotView>[] => [
  { id: 'at', header: history.snapshots.at, cell: (row) => <Time at={row.at} /> },
  { id: 'name', header: history.snapshots.name, cell: (row) => row.name },
]
