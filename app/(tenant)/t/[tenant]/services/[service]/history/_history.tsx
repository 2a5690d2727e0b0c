'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo } from '@/app/_shared/may-own'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { formatExact } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { Tone } from '@/components/ui/tone'
import type { ChangeState, ServiceChangeView } from '@/contracts/history'
import { useService } from '../_header'
import { Rehearse } from '../_rehearse'
import { Differences } from './_differences'

/** Total: a state without a tone does not compile. */
const tones: Record<ChangeState, Tone> = { pending: 'info', applied: 'neutral', refused: 'bad' }

/** Who changed what of the service's settings, and the way back. */
export function ServiceHistory() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText()
  const words = text.history
  const may = useMayDo(service.tenant, service.id, 'configure')
  const query = useQuery(trpc.services.history.queryOptions({ service: service.id, limit: 100 }))
  const [rehearse, setRehearse] = useState(true)
  const [chosen, setChosen] = useState<ServiceChangeView>()
  const undo = useMutation(
    trpc.services.undo.mutationOptions({
      onSuccess: () => {
        setChosen(undefined)
        toast.done(words.backDone)
      },
    }),
  )
  const whyNot = (row: ServiceChangeView) => (row.current ? words.isCurrent : may ? undefined : text.tenant.services.noRight)
  return (
    <Panel title={words.title} description={words.hint} flush>
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => String(row.id)}
        rowName={(row) => formatExact(row.at)}
        rowActions={(row) => [
          [
            {
              label: row.state === 'refused' ? words.again : words.back,
              disabledReason: whyNot(row),
              onSelect: () => {
                undo.reset()
                setChosen(row)
              },
            },
          ],
        ]}
        empty={<EmptyState icon={<History />} title={words.emptyTitle} text={words.emptyText} />}
      />
      {chosen !== undefined && (
        <ConfirmDialog
          open
          danger={false}
          onOpenChange={() => setChosen(undefined)}
          title={words.backTitle}
          consequence={words.backText(formatExact(chosen.at))}
          confirmLabel={words.back}
          pending={undo.isPending}
          error={undo.isError ? messageOf(undo.error, text.common.unavailable) : undefined}
          onConfirm={() => undo.mutate({ service: service.id, change: chosen.id, rehearse })}
        >
          <Rehearse checked={rehearse} onChange={setRehearse} />
        </ConfirmDialog>
      )}
    </Panel>
  )
}

const columnsOf = ({ history }: Text): Column<ServiceChangeView>[] => [
  { id: 'when', header: history.columns.when, cell: (row) => <Time at={row.at} /> },
  { id: 'who', header: history.columns.who, cell: (row) => row.personName },
  { id: 'what', header: history.columns.what, cell: (row) => <Differences change={row} /> },
  {
    id: 'state',
    header: history.columns.state,
    cell: (row) => (
      <Badge tone={row.current ? 'good' : tones[row.state]}>{row.current ? history.current : history.states[row.state]}</Badge>
    ),
  },
]
