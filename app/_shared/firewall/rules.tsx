'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { BrickWall } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import { useText } from '@/app/_text/use-text'
import { useListState } from '@/components/table/list-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { Rule, Scope } from '@/contracts/firewall'
import { remoteText, ruleText, trafficText } from '@/contracts/firewall-text'
import type { FirewallLogView, FirewallView } from '@/contracts/firewall-views'
import { ImportDialog } from './import-dialog'
import { ruleColumns } from './rule-columns'
import { RuleDialog } from './rule-dialog'
import { listOf, type Whose } from './whose'

/** A rule with its place in its list, beginning with 1. */
export interface PlacedRule {
  scope: Scope
  place: number
  rule: Rule
}

export const placed = (view: FirewallView | undefined): PlacedRule[] =>
  view?.layers.flatMap(({ scope, rules }) => (rules ?? []).map((rule, index) => ({ scope, place: index + 1, rule }))) ?? []

interface Props {
  whose: Whose
  /** Why nothing can be changed here. */
  locked: string | undefined
  log: FirewallLogView | undefined
}

/** The rules in the order in which they are asked; those of the shown list can be changed. */
export function Rules({ whose, locked, log }: Props) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.firewall
  const query = useQuery(trpc.firewall.list.queryOptions(listOf(whose)))
  const [editing, setEditing] = useState<PlacedRule | 'new' | 'many'>()
  const [removing, setRemoving] = useState<PlacedRule>()
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const save = useMutation(trpc.firewall.save.mutationOptions({ onError }))
  const move = useMutation(trpc.firewall.move.mutationOptions({ onError }))
  const remove = useMutation(trpc.firewall.remove.mutationOptions({ onSuccess: () => setRemoving(undefined) }))
  const own = query.data?.layers.at(-1)
  const count = own?.count ?? 0
  const hidden = query.data?.layers.find((layer) => layer.rules === null)
  const list = useListState({ sort: '' })
  const sets = query.data?.sets ?? []
  const found = query.data && placed(query.data).filter(({ rule }) => concerns(rule, whose.service) && says(rule, sets, list.input.search))
  const rows = found?.slice(list.input.offset, list.input.offset + list.input.limit)
  const full = own !== undefined && query.data !== undefined && own.count >= query.data.most
  const importing = (
    <Button disabledReason={locked} onClick={() => setEditing('many')}>
      {words.import.open}
    </Button>
  )
  const add = (
    <Button
      variant="primary"
      disabledReason={locked ?? (full ? words.usedOf(own.count, query.data?.most ?? 0) : undefined)}
      onClick={() => setEditing('new')}
    >
      {words.add}
    </Button>
  )
  const menu = (row: PlacedRule): MenuEntry[][] => {
    const { scope, place, rule } = row
    const reason = locked ?? (scope === own?.scope ? undefined : words.notHere)
    const { id, ...content } = rule
    const go = (to: number) => () => move.mutate({ ...listOf(whose), id, to })
    return [
      [
        { label: words.edit, onSelect: () => setEditing(row), disabledReason: reason },
        {
          label: rule.enabled ? words.disable : words.enable,
          onSelect: () => save.mutate({ ...listOf(whose), id, rule: { ...content, enabled: !rule.enabled }, was: content }),
          disabledReason: reason,
        },
        ...(place > 1 ? [{ label: words.up, onSelect: go(place - 2), disabledReason: reason }] : []),
        ...(place < count ? [{ label: words.down, onSelect: go(place), disabledReason: reason }] : []),
      ],
      [{ label: words.remove, danger: true, onSelect: () => setRemoving(row), disabledReason: reason }],
    ]
  }
  return (
    <Panel
      flush
      title={words.rules}
      description={hidden !== undefined && hidden.count > 0 ? words.hidden(hidden.count) : words.standing}
      actions={
        <>
          {importing}
          {add}
        </>
      }
    >
      <RowTable
        label={words.rules}
        query={query}
        rows={rows}
        total={found?.length}
        list={list}
        columns={ruleColumns(words, sets, log)}
        rowKey={({ rule }) => rule.id}
        rowName={({ scope, place }) => words.test.by(words.scopes[scope], place)}
        rowActions={menu}
        empty={<EmptyState icon={<BrickWall />} title={words.emptyTitle} text={words.emptyText} action={add} />}
      />
      {editing === 'many' && <ImportDialog whose={whose} sets={sets} onClose={() => setEditing(undefined)} />}
      {editing !== undefined && editing !== 'many' && (
        <RuleDialog
          whose={whose}
          rule={editing === 'new' ? undefined : editing.rule}
          place={editing === 'new' ? count + 1 : editing.place}
          end={editing === 'new' ? count + 1 : count}
          sets={sets}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(undefined)}
          title={words.removeTitle(words.scopes[removing.scope], removing.place)}
          consequence={words.removeText(removing.rule)}
          lost={[`${ruleText(removing.rule, sets, words.anywhere)} ${removing.rule.comment}`]}
          confirmLabel={words.remove}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate({ ...listOf(whose), id: removing.rule.id })}
        />
      )}
    </Panel>
  )
}

/** Whether a rule's comment, networks or ports hold what is looked for. */
function says(rule: Rule, sets: FirewallView['sets'], search: string): boolean {
  const text = [rule.comment, rule.verdict, remoteText(rule.remote, sets, ''), trafficText(rule)].join(' ')
  return text.toLowerCase().includes(search.trim().toLowerCase())
}

const concerns = (rule: Rule, service: string | undefined): boolean =>
  service === undefined || rule.services === null || rule.services.includes(service)
