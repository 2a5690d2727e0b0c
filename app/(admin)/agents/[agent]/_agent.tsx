'use client'

import { useQuery } from '@tanstack/react-query'
import { RotateCcw, ShieldOff } from 'lucide-react'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelsSkeleton } from '@/app/_shared/page-skeleton'
import { RowTable } from '@/app/_shared/page-table'
import { QueryView } from '@/app/_shared/query-view'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Id } from '@/components/ui/id'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { StatusBadge } from '@/components/ui/status-badge'
import { Time } from '@/components/ui/time'
import type { AdministrativeServer, AdministrativeServerView } from '@/contracts/administrative-servers'
import { LastAction } from '../_agents'
import { useRestart } from '../_restart'

/** One administrative server: how it is, what it can reach, and all that it can be asked for. */
export function Agent({ name }: { name: AdministrativeServer }) {
  const trpc = useTRPC()
  const text = useText().agents
  const query = useQuery({ ...trpc.agents.list.queryOptions(), refetchInterval: 5000 })
  const restart = useRestart()
  return (
    <>
      <PageHeader
        title={text.servers[name].name}
        description={text.servers[name].duty}
        actions={
          <Button icon={<RotateCcw aria-hidden="true" />} disabledReason={restart.locked(name)} onClick={() => restart.ask(name)}>
            {text.restart}
          </Button>
        }
      />
      <QueryView query={query} skeleton={<PanelsSkeleton />}>
        {(rows) => rows.filter((row) => row.name === name).map((row) => <Content key={name} row={row} query={query} />)}
      </QueryView>
      {restart.question}
    </>
  )
}

type Asked = AdministrativeServerView['may'][number]

function Content({ row, query }: { row: AdministrativeServerView; query: Parameters<typeof RowTable>[0]['query'] }) {
  const text = useText()
  const words = text.agents
  const { columns, detail } = words
  return (
    <div className="flex flex-col gap-6">
      <Panel title={detail.state} flush>
        <Properties
          items={[
            { label: columns.state, value: <StatusBadge status={row.self === null ? 'down' : 'up'} /> },
            { label: columns.where, value: text.common.zones[row.zone] },
            { label: columns.since, value: row.self === null ? '–' : <Time at={row.self.since} /> },
            { label: columns.build, value: row.self === null ? '–' : <Id value={row.self.build} what={columns.build} /> },
            { label: detail.rights, value: words.servers[row.name].rights },
            { label: columns.queue, value: row.may.length === 0 ? words.asked : words.queue(row.waiting, row.running) },
            { label: columns.last, value: <LastAction row={row} /> },
          ]}
        />
      </Panel>
      <Panel title={detail.may} flush>
        <RowTable
          label={detail.may}
          query={query}
          rows={row.may}
          columns={columnsOf(text)}
          rowKey={(asked) => asked.name}
          rowName={(asked) => asked.name}
          empty={<EmptyState icon={<ShieldOff />} title={words.asked} text={detail.mayNone} />}
        />
      </Panel>
    </div>
  )
}

const columnsOf = (text: Text): Column<Asked>[] => {
  const { mayColumns } = text.agents
  return [
    { id: 'name', header: mayColumns.name, cell: ({ name }) => <span className="font-mono text-xs">{name}</span> },
    {
      id: 'risk',
      header: mayColumns.risk,
      cell: ({ risk }) => <Badge tone={risk === 'critical' ? 'warn' : 'neutral'}>{text.common.risks[risk]}</Badge>,
    },
  ]
}
