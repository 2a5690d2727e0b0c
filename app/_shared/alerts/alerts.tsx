'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { BellRing, Plus } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { type AlertView, isProblem, tellsByItself } from '@/contracts/alerts'
import { AlertDialog } from './alert-dialog'
import { AlertEvents } from './alert-events'
import { changeableOf } from './alert-form'
import { AlertSecret } from './alert-secret'
import { conditionOf, shownValue, subjectOf, toldOf } from './alert-words'

interface AlertsProps {
  /** Of this tenant; without it all rules, and those of the installation can be added. */
  tenant?: string
  /** Who may add, test and remove. */
  mayChange: boolean
}

/** Rules, those that fire first; below them what was told. */
export function Alerts({ tenant, mayChange }: AlertsProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.alerts
  const query = useQuery(trpc.alerts.list.queryOptions(tenant === undefined ? {} : { tenant }))
  const [adding, setAdding] = useState(false)
  const [editing, setEditing] = useState<AlertView>()
  const [renewing, setRenewing] = useState<AlertView>()
  const [secret, setSecret] = useState<string>()
  const [removing, setRemoving] = useState<AlertView>()
  const failed = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const test = useMutation(trpc.alerts.test.mutationOptions({ onSuccess: () => toast.done(words.tested), onError: failed }))
  const remove = useMutation(
    trpc.alerts.remove.mutationOptions({
      onSuccess: () => {
        setRemoving(undefined)
        toast.done(words.removed)
      },
    }),
  )
  const renew = useMutation(
    trpc.alerts.update.mutationOptions({
      onSuccess: (made) => {
        setRenewing(undefined)
        setSecret(made.secret ?? undefined)
      },
    }),
  )
  const add = mayChange && (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  )
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={add} />
      <Panel title={words.rules} flush className="mb-5">
        <RowTable
          label={words.rules}
          query={query}
          rows={query.data}
          columns={columnsOf(text)}
          rowKey={(row) => row.id}
          rowName={(row) => conditionOf(row, text)}
          {...(mayChange && {
            rowActions: (row: AlertView) => [
              [
                { label: words.change, onSelect: () => setEditing(row) },
                { label: words.test, onSelect: () => test.mutate({ alert: row.id }) },
                ...(row.webhook === null
                  ? []
                  : [
                      {
                        label: words.renew,
                        onSelect: () => {
                          renew.reset()
                          setRenewing(row)
                        },
                      },
                    ]),
              ],
              [
                {
                  label: words.remove,
                  danger: true,
                  ...(tellsByItself(row) && { disabledReason: words.byItself }),
                  onSelect: () => {
                    remove.reset()
                    setRemoving(row)
                  },
                },
              ],
            ],
          })}
          empty={
            <EmptyState icon={<BellRing />} title={words.emptyTitle} text={mayChange ? words.emptyText : words.emptyMember} action={add} />
          }
        />
      </Panel>
      <AlertEvents {...(tenant === undefined ? {} : { tenant })} />
      {adding && <AlertDialog tenant={tenant} onClose={() => setAdding(false)} />}
      {editing !== undefined && <AlertDialog tenant={tenant} rule={editing} onClose={() => setEditing(undefined)} />}
      {secret !== undefined && <AlertSecret secret={secret} onClose={() => setSecret(undefined)} />}
      {renewing !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setRenewing(undefined)}
          title={words.renewTitle(conditionOf(renewing, text))}
          consequence={words.renewText}
          confirmLabel={words.renew}
          pending={renew.isPending}
          error={renew.isError ? messageOf(renew.error, text.common.unavailable) : undefined}
          onConfirm={() => renew.mutate({ alert: renewing.id, ...changeableOf(renewing), newSecret: true, was: changeableOf(renewing) })}
        />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(undefined)}
          title={words.removeTitle(conditionOf(removing, text))}
          consequence={words.removeText}
          confirmLabel={words.remove}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate({ alert: removing.id })}
        />
      )}
    </>
  )
}

const columnsOf = (text: Text): Column<AlertView>[] => {
  const { columns, states, problemStates } = text.alerts
  return [
    {
      id: 'what',
      header: columns.what,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="text-content-raise">{conditionOf(row, text)}</span>
          <span className="block text-xs text-content-secondary">{subjectOf(row, text)}</span>
        </span>
      ),
    },
    {
      id: 'state',
      header: columns.state,
      cell: (row) => (
        <Badge tone={row.state === 'firing' ? 'bad' : 'good'}>{(isProblem(row.metric) ? problemStates : states)[row.state]}</Badge>
      ),
    },
    {
      id: 'now',
      header: columns.now,
      align: 'right',
      cell: (row) => <span className="whitespace-nowrap">{shownValue(row, row.value, text)}</span>,
    },
    { id: 'since', header: columns.since, wideOnly: true, cell: (row) => <Time at={row.since} /> },
    { id: 'told', header: columns.told, wideOnly: true, cell: (row) => <span className="break-words">{toldOf(row, text)}</span> },
  ]
}
