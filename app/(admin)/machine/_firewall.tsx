'use client'

import { useMutation } from '@tanstack/react-query'
import { BrickWall } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useMe } from '@/app/_shared/me'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { trafficText } from '@/contracts/firewall-text'
import type { HostFirewall, HostFirewallShown, HostRule } from '@/contracts/host'
import type { HostView } from '@/contracts/host-views'
import { HostRuleDialog } from './_rule-dialog'

interface Placed {
  place: number
  rule: HostRule
}

const columnsOf = (text: Text): Column<Placed>[] => {
  const { columns } = text.machine
  const words = text.firewall
  return [
    { id: 'place', header: columns.place, cell: ({ place }) => place },
    {
      id: 'verdict',
      header: columns.verdict,
      cell: ({ rule }) => <Badge tone={rule.verdict === 'allow' ? 'good' : 'bad'}>{words.verdicts[rule.verdict]}</Badge>,
    },
    { id: 'from', header: columns.from, cell: ({ rule }) => (rule.networks.length === 0 ? words.anywhere : rule.networks.join(', ')) },
    { id: 'traffic', header: columns.traffic, cell: ({ rule }) => trafficText(rule) },
    { id: 'comment', header: columns.comment, wideOnly: true, cell: ({ rule }) => rule.comment },
  ]
}

/** The machine's own rules. Every change needs an approval, and then a word within half a minute. */
export function MachineFirewall({ query }: { query: TableQuery & { data: HostView | undefined; error: unknown } }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.machine
  const locked = useMe().role === 'administrator' ? undefined : text.tenant.services.looking
  const approve = useApproval()
  const [adding, setAdding] = useState(false)
  const list = useListState({ sort: '' })
  const change = useMutation(
    trpc.host.setFirewall.mutationOptions({
      onSuccess: ({ action }) => {
        setAdding(false)
        approve({ action })
      },
      onError: (error: unknown) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const firewall = query.data?.firewall
  const set = (work: (now: HostFirewallShown) => HostFirewall) =>
    firewall !== undefined && change.mutate({ ...work(firewall), generation: firewall.generation + 1 })
  const rows = firewall?.rules.map((rule, index) => ({ place: index + 1, rule }))
  const add = (
    <Button variant="primary" disabledReason={locked} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  )
  const closed = firewall?.closed ?? false
  return (
    <>
      {firewall?.waiting && locked === undefined && <Word waiting={firewall.waiting} />}
      <Panel
        flush
        title={words.firewall}
        description={closed ? words.closed(firewall?.keptOpen.join(', ') ?? '') : words.open}
        actions={
          <>
            <Button disabledReason={locked} pending={change.isPending} onClick={() => set(({ rules }) => ({ rules, closed: !closed }))}>
              {closed ? words.reopen : words.close}
            </Button>
            {add}
          </>
        }
      >
        <RowTable
          label={words.firewall}
          query={query}
          rows={rows}
          total={rows?.length}
          list={list}
          columns={columnsOf(text)}
          rowKey={({ rule }) => rule.id}
          rowName={({ place }) => words.place(place)}
          rowActions={({ rule }) => [
            [
              {
                label: words.remove,
                danger: true,
                disabledReason: locked,
                onSelect: () => set(({ rules, closed: shut }) => ({ closed: shut, rules: rules.filter(({ id }) => id !== rule.id) })),
              },
            ],
          ]}
          empty={<EmptyState icon={<BrickWall />} title={words.emptyTitle} text={words.emptyText} action={add} />}
        />
      </Panel>
      {adding && (
        <HostRuleDialog
          pending={change.isPending}
          onSubmit={(rule) => set((now) => ({ closed: now.closed, rules: [...now.rules, rule] }))}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}

/** What waits for its word, as long as the machine says that it does. */
function Word({ waiting }: { waiting: { generation: number; confirmBy: number } }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.machine
  const confirm = useMutation(
    trpc.host.confirm.mutationOptions({
      onSuccess: () => toast.done(words.kept),
      onError: (error: unknown) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const seconds = Math.max(0, Math.round((waiting.confirmBy - Date.now()) / 1000))
  return (
    <Notice tone="warn">
      <span className="flex flex-wrap items-center gap-4">
        {words.waiting(seconds)}
        <Button variant="primary" pending={confirm.isPending} onClick={() => confirm.mutate({ generation: waiting.generation })}>
          {words.keep}
        </Button>
      </span>
    </Notice>
  )
}
