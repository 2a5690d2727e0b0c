'use client'

import { useQuery } from '@tanstack/react-query'
import { Bot } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { ActionBadge, StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { AdministrativeServerView } from '@/contracts/administrative-servers'
import { useRestart } from './_restart'

/** Who does what is privileged: one row for each administrative server. */
export function Agents() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.agents
  const query = useQuery({ ...trpc.agents.list.queryOptions(), refetchInterval: 5000 })
  const restart = useRestart()
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <Panel flush>
        <RowTable
          label={words.title}
          query={query}
          rows={query.data}
          columns={columnsOf(text)}
          rowKey={({ name }) => name}
          rowName={({ name }) => words.servers[name].name}
          rowActions={({ name }) => [[{ label: words.restart, disabledReason: restart.locked(name), onSelect: () => restart.ask(name) }]]}
          empty={<EmptyState icon={<Bot />} title={words.emptyTitle} text={words.emptyText} />}
        />
      </Panel>
      {restart.question}
    </>
  )
}

const columnsOf = (text: Text): Column<AdministrativeServerView>[] => {
  const { columns, servers, queue, asked } = text.agents
  return [
    {
      id: 'name',
      header: columns.name,
      cell: ({ name }) => (
        <span className="block min-w-0 leading-4">
          <TextLink href={paths.agent(name)}>{servers[name].name}</TextLink>
          <span className="block text-xs break-words text-content-secondary">{servers[name].duty}</span>
        </span>
      ),
    },
    { id: 'where', header: columns.where, cell: ({ zone }) => text.common.zones[zone] },
    { id: 'state', header: columns.state, cell: ({ self }) => <StatusBadge status={self === null ? 'down' : 'up'} /> },
    { id: 'since', header: columns.since, cell: ({ self }) => (self === null ? '–' : <Time at={self.since} />) },
    {
      id: 'queue',
      header: columns.queue,
      cell: ({ may, waiting, running }) => (may.length === 0 ? asked : queue(waiting, running)),
    },
    { id: 'last', header: columns.last, wideOnly: true, cell: (row) => <LastAction row={row} /> },
  ]
}

/** The newest action that went to it, and how far that is. */
export function LastAction({ row: { last, may } }: { row: AdministrativeServerView }) {
  const text = useText().agents
  if (last === null) return may.length === 0 ? '–' : text.never
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2">
      <TextLink href={paths.action(last.action)}>{last.words}</TextLink>
      <ActionBadge state={last.state} />
      <span className="text-xs text-content-secondary">
        <Time at={last.at} />
      </span>
    </span>
  )
}
