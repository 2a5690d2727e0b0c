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
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { trafficText } from '@/contracts/firewall-text'
import type { HostFirewall, HostRule } from '@/contracts/host'
import type { HostView } from '@/contracts/host-views'
import { HostRuleDialog } from './_rule-dialog'
import { type PlacedHostRule, withRule } from './_rule-form'
import { Word } from './_word'

const sourceOf = ({ networks }: HostRule, text: Text) => (networks.length === 0 ? text.firewall.anywhere : networks.join(', '))

const columnsOf = (text: Text): Column<PlacedHostRule>[] => {
  const { columns } = text.machine
  const words = text.firewall
  return [
    { id: 'place', header: columns.place, cell: ({ place }) => place },
    {
      id: 'verdict',
      header: columns.verdict,
      cell: ({ rule }) => (
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={!rule.enabled ? 'neutral' : rule.verdict === 'allow' ? 'good' : 'bad'}>{words.verdicts[rule.verdict]}</Badge>
          {!rule.enabled && <span className="text-content-tertiary">{words.off}</span>}
        </span>
      ),
    },
    { id: 'from', header: columns.from, cell: ({ rule }) => sourceOf(rule, text) },
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
  const [editing, setEditing] = useState<PlacedHostRule | 'new'>()
  const [asking, setAsking] = useState<PlacedHostRule | 'rest'>()
  const change = useMutation(
    trpc.host.setFirewall.mutationOptions({
      onSuccess: ({ action }) => {
        setEditing(undefined)
        setAsking(undefined)
        approve({ action })
      },
    }),
  )
  const error = change.isError ? messageOf(change.error, text.common.unavailable) : undefined
  const firewall = query.data?.firewall
  const { rules, closed } = firewall ?? { rules: [], closed: false }
  const set = (part: Partial<HostFirewall>, onError?: (failure: unknown) => void) =>
    firewall !== undefined && change.mutate({ closed, rules, ...part, generation: firewall.generation + 1 }, onError && { onError })
  const edit = (what: PlacedHostRule | 'new') => () => {
    change.reset()
    setEditing(what)
  }
  const ask = (what: PlacedHostRule | 'rest') => () => {
    change.reset()
    setAsking(what)
  }
  const toggle = (rule: HostRule) => () =>
    set({ rules: rules.map((each) => (each.id === rule.id ? { ...rule, enabled: !rule.enabled } : each)) }, (failure) =>
      toast.failed(messageOf(failure, text.common.unavailable)),
    )
  const menu = (placed: PlacedHostRule): MenuEntry[][] => [
    [
      { label: text.firewall.edit, disabledReason: locked, onSelect: edit(placed) },
      {
        label: placed.rule.enabled ? text.firewall.disable : text.firewall.enable,
        disabledReason: locked,
        onSelect: toggle(placed.rule),
      },
    ],
    [{ label: words.remove, danger: true, disabledReason: locked, onSelect: ask(placed) }],
  ]
  const add = (
    <Button variant="primary" disabledReason={locked} onClick={edit('new')}>
      {words.add}
    </Button>
  )
  return (
    <>
      {firewall?.waiting && locked === undefined && <Word waiting={firewall.waiting} />}
      <Panel
        flush
        title={words.firewall}
        description={closed ? words.closed(firewall?.keptOpen.join(', ') ?? '') : words.open}
        actions={
          <>
            <Button disabledReason={locked} onClick={ask('rest')}>
              {closed ? words.reopen : words.close}
            </Button>
            {add}
          </>
        }
      >
        <RowTable
          label={words.firewall}
          query={query}
          rows={firewall?.rules.map((rule, index) => ({ place: index + 1, rule }))}
          columns={columnsOf(text)}
          rowKey={({ rule }) => rule.id}
          rowName={({ place }) => words.place(place)}
          rowActions={menu}
          empty={<EmptyState icon={<BrickWall />} title={words.emptyTitle} text={words.emptyText} action={add} />}
        />
      </Panel>
      {editing !== undefined && (
        <HostRuleDialog
          before={editing === 'new' ? undefined : editing}
          end={rules.length + (editing === 'new' ? 1 : 0)}
          pending={change.isPending}
          error={error}
          onSubmit={(placed) => set({ rules: withRule(rules, placed) })}
          onClose={() => setEditing(undefined)}
        />
      )}
      {asking === 'rest' && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(undefined)}
          title={closed ? words.reopenTitle : words.closeTitle}
          consequence={closed ? words.reopenText : words.closeText(firewall?.keptOpen.join(', ') ?? '')}
          confirmLabel={closed ? words.reopen : words.close}
          pending={change.isPending}
          error={error}
          onConfirm={() => set({ closed: !closed })}
        />
      )}
      {asking !== undefined && asking !== 'rest' && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(undefined)}
          title={words.removeTitle(asking.place)}
          consequence={text.firewall.removeText(asking.rule)}
          lost={[
            `${text.firewall.verdicts[asking.rule.verdict]} ${trafficText(asking.rule)}, ${sourceOf(asking.rule, text)} ${asking.rule.comment}`,
          ]}
          confirmLabel={words.remove}
          pending={change.isPending}
          error={error}
          onConfirm={() => set({ rules: rules.filter(({ id }) => id !== asking.rule.id) })}
        />
      )}
    </>
  )
}
