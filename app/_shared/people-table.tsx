'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { listStarts } from '@/app/_lib/lists'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { useListState } from '@/components/table/list-state'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { PersonView } from '@/contracts/views'
import { PageTable } from './page-table'
import { usePersonDeeds } from './person-deeds'

export function PeopleTable({ tenant }: { tenant: string | undefined }) {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState(listStarts.people)
  const query = useQuery({
    ...trpc.people.list.queryOptions({ ...list.input, ...(tenant === undefined ? {} : { tenant }) }),
    placeholderData: keepPreviousData,
  })
  const { deedsOf, dialogs } = usePersonDeeds(tenant)
  return (
    <>
      <PageTable
        label={text.people.title}
        query={query}
        list={list}
        columns={columnsOf(text, tenant)}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowActions={deedsOf}
        empty={<EmptyState icon={<Users />} title={text.people.emptyTitle} text={text.people.emptyText} />}
      />
      {dialogs}
    </>
  )
}

const columnsOf = (text: Text, tenant: string | undefined): Column<PersonView>[] => [
  {
    id: 'name',
    header: text.people.columns.name,
    sort: 'name',
    cell: (row) => (
      <span className="block min-w-0 leading-4">
        <span className="text-content-raise">{row.name}</span>
        <span className="block text-xs break-all text-content-secondary">{row.email}</span>
      </span>
    ),
  },
  { id: 'role', header: text.people.columns.role, cell: (row) => rolesOf(row, text, tenant) },
  { id: 'factors', header: text.people.columns.factors, cell: (row) => factorsOf(row, text) },
  {
    id: 'state',
    header: text.people.columns.state,
    cell: (row) => (row.suspended ? <Badge tone="warn">{text.people.suspended}</Badge> : <Badge tone="good">{text.people.active}</Badge>),
  },
  {
    id: 'seen',
    header: text.people.columns.seen,
    sort: 'lastSeen',
    cell: (row) => <Time at={row.lastSeen} none={text.components.never} />,
  },
]

function rolesOf(person: PersonView, text: Text, tenant: string | undefined): string {
  const own = person.memberships.filter((membership) => tenant === undefined || membership.tenant === tenant)
  const office = person.role === 'owner' || person.role === 'member' ? [] : [text.common.roles[person.role]]
  return (
    [
      ...office,
      ...own.map((one) => (tenant === undefined ? `${text.common.roles[one.role]}: ${one.tenantName}` : text.common.roles[one.role])),
    ].join(', ') || '–'
  )
}

function factorsOf(person: PersonView, text: Text): string {
  const factors = [person.totp ? text.people.totp : '', person.passkeys > 0 ? text.people.passkeys(person.passkeys) : '']
  return factors.filter((factor) => factor !== '').join(', ') || text.people.none
}
