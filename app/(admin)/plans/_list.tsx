'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Plus, SquareStack } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { listStarts } from '@/app/_lib/lists'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { maySell, seesAll } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { PageTable } from '@/app/_shared/page-table'
import { OwnResellerLimits } from '@/app/_shared/reseller-limits'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { useListState } from '@/components/table/list-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMiB, formatSeconds } from '@/components/ui/format'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { toast } from '@/components/ui/toast'
import type { PlanView } from '@/contracts/views'
import { PlanBackups } from './_plan-backups'
import { PlanDialog } from './_plan-dialog'

/** What a reseller's new plan begins with. */
const resellerIdle = { freezeAfterSeconds: 600, stopAfterSeconds: 14_400 }

export function PlanList() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.plans
  const list = useListState(listStarts.plans)
  const query = useQuery({ ...trpc.plans.list.queryOptions(list.input), placeholderData: keepPreviousData })
  const router = useRouter()
  // The window at the side has an address, so that reload and back work.
  const opened = useSearchParams().get('plan')
  const editing = opened === 'new' ? 'new' : query.data?.items.find((plan) => plan.id === opened)
  const me = useMe()
  // The installation's own settings are not a reseller's to read.
  const settings = useQuery({ ...trpc.settings.get.queryOptions(), enabled: seesAll(me) })
  const idle = settings.data?.defaultIdle ?? (seesAll(me) ? undefined : resellerIdle)
  const [rules, setRules] = useState<PlanView>()
  const [deleting, setDeleting] = useState<PlanView>()
  const remove = useMutation(
    trpc.plans.delete.mutationOptions({
      onSuccess: () => {
        setDeleting(undefined)
        toast.done(words.delete.done)
      },
    }),
  )
  /** Rules of a plan are the administrators' to write, and auditors' to look at. */
  const firewallOf = (row: PlanView) => (seesAll(me) ? [[{ label: words.firewall, href: paths.firewallOf(row.id) }]] : [])
  const create = maySell(me) && (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => router.push(paths.planNew)}>
      {words.create}
    </Button>
  )
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={create} />
      {me.role === 'reseller' && <OwnResellerLimits />}
      <Panel flush>
        <PageTable
          label={words.title}
          query={query}
          list={list}
          columns={columnsOf(text)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={(row) =>
            !maySell(me)
              ? firewallOf(row)
              : [
                  [
                    { label: words.edit, href: paths.plan(row.id) },
                    { label: text.backups.title, onSelect: () => setRules(row) },
                    ...firewallOf(row).flat(),
                  ],
                  [
                    {
                      label: words.delete.label,
                      danger: true,
                      disabledReason: row.tenants > 0 ? words.delete.inUse : undefined,
                      onSelect: () => {
                        remove.reset()
                        setDeleting(row)
                      },
                    },
                  ],
                ]
          }
          empty={<EmptyState icon={<SquareStack />} title={words.emptyTitle} text={words.emptyText} action={create} />}
        />
      </Panel>
      {editing !== undefined && idle !== undefined && maySell(me) && (
        <PlanDialog
          plan={editing === 'new' ? undefined : editing}
          reload={async () => (await query.refetch({ throwOnError: true })).data?.items.find((plan) => plan.id === opened)}
          idle={idle}
          onClose={() => router.push(paths.plans)}
        />
      )}
      {rules !== undefined && <PlanBackups plan={rules} onClose={() => setRules(undefined)} />}
      {deleting !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setDeleting(undefined)}
          title={words.delete.title(deleting.name)}
          consequence={words.delete.consequence}
          confirmLabel={words.delete.label}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate({ plan: deleting.id })}
        />
      )}
    </>
  )
}

const columnsOf = (text: Text): Column<PlanView>[] => {
  const { columns } = text.plans
  const { idle } = text.common
  const wait = (seconds: number) => (seconds === 0 ? null : formatSeconds(seconds))
  return [
    {
      id: 'name',
      header: columns.name,
      sort: 'name',
      cell: (row) => (
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <TextLink href={paths.plan(row.id)}>{row.name}</TextLink>
          {row.resellerName !== null && <span className="text-xs text-content-secondary">{row.resellerName}</span>}
        </span>
      ),
    },
    { id: 'tenants', header: columns.tenants, sort: 'tenants', align: 'right', cell: (row) => row.tenants },
    { id: 'services', header: columns.services, align: 'right', cell: (row) => row.limits.services },
    { id: 'cpus', header: columns.cpus, align: 'right', cell: (row) => row.limits.cpus },
    { id: 'memory', header: columns.memory, align: 'right', cell: (row) => formatMiB(row.limits.memoryMiB) },
    { id: 'disk', header: columns.disk, align: 'right', cell: (row) => formatMiB(row.limits.diskMiB) },
    {
      id: 'idle',
      header: columns.idle,
      cell: (row) => idle.both(wait(row.idle.freezeAfterSeconds), wait(row.idle.stopAfterSeconds)),
    },
  ]
}
