'use client'

import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo } from '@/app/_shared/may-own'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import type { ServicePersonView } from '@/contracts/views'
import { useService } from '../_header'
import { ServiceRightsDialog } from './_rights-dialog'

/** Who may do what with this service. */
export function ServicePeople() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText()
  const words = text.people.service
  const may = useMayDo(service.tenant, service.id, 'people')
  const query = useQuery(trpc.people.ofService.queryOptions({ service: service.id }))
  const [chosen, setChosen] = useState<ServicePersonView>()
  return (
    <Panel title={words.title} description={words.description} flush>
      <RowTable
        label={words.title}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => row.person}
        rowName={(row) => row.name}
        rowActions={(row) => (may && row.role === 'member' ? [[{ label: words.change, onSelect: () => setChosen(row) }]] : [])}
        empty={<EmptyState icon={<Users />} title={text.people.emptyTitle} text={words.emptyText} />}
      />
      {chosen !== undefined && <ServiceRightsDialog service={service.id} person={chosen} onClose={() => setChosen(undefined)} />}
    </Panel>
  )
}

const columnsOf = (text: Text): Column<ServicePersonView>[] => [
  {
    id: 'name',
    header: text.people.columns.name,
    cell: (row) => (
      <span className="block min-w-0 leading-4">
        <span className="text-content-raise">{row.name}</span>
        <span className="block text-xs break-all text-content-secondary">{row.email}</span>
      </span>
    ),
  },
  { id: 'role', header: text.people.columns.role, cell: (row) => text.common.roles[row.role] },
  {
    id: 'may',
    header: text.people.service.may,
    cell: (row) =>
      row.role === 'owner' ? text.account.everything : row.verbs.map((verb) => text.common.verbs[verb]).join(', ') || text.people.none,
  },
]
