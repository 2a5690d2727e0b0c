'use client'

import { useQuery } from '@tanstack/react-query'
import { Archive } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { BackupsLeft } from '@/app/_shared/backups-left'
import { RowTable } from '@/app/_shared/page-table'
import { VerdictBadge } from '@/app/_shared/verdict-badge'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { EmptyState } from '@/components/ui/empty-state'
import { formatBytes, formatMiB } from '@/components/ui/format'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { VaultView } from '@/contracts/backup-api'
import { ControlBackups } from './_control'
import { Repositories } from './_repositories'

/** The vault as a whole: where backups are kept, and how each service stands. */
export function AdminBackups() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.backups
  const query = useQuery(trpc.backups.state.queryOptions())
  const { data } = query
  const description = data === undefined ? undefined : `${words.admin.free}: ${formatMiB(data.freeMiB)}`
  return (
    <>
      <PageHeader title={words.title} {...(description !== undefined && { description })} />
      <div className="flex flex-col gap-5">
        <ControlBackups query={query} />
        <Repositories query={query} view={data} />
        <Panel title={words.admin.services} description={words.admin.servicesHint} flush>
          <RowTable
            label={words.admin.services}
            query={query}
            rows={data?.services}
            columns={serviceColumns(text)}
            rowKey={(row) => row.service}
            rowName={(row) => `${row.tenantName}/${row.name}`}
            empty={<EmptyState icon={<Archive />} title={words.admin.noServices} text={words.admin.noServicesText} />}
          />
        </Panel>
        <BackupsLeft query={query} left={data?.deleted} />
      </div>
    </>
  )
}

type ServiceRow = VaultView['services'][number]

const serviceColumns = ({ backups: words }: Text): Column<ServiceRow>[] => [
  {
    id: 'service',
    header: words.admin.service,
    cell: (row) => <TextLink href={paths.own.serviceBackups(row.tenant, row.service)}>{`${row.tenantName}/${row.name}`}</TextLink>,
  },
  { id: 'backups', header: words.admin.backups, align: 'right', cell: (row) => row.backups },
  { id: 'stored', header: words.admin.stored, align: 'right', wideOnly: true, cell: (row) => formatBytes(row.bytes) },
  {
    id: 'newest',
    header: words.admin.newest,
    cell: (row) => (row.newest === null ? <span className="text-content-secondary">{words.none}</span> : <Time at={row.newest.at} />),
  },
  {
    id: 'verified',
    header: words.columns.verified,
    cell: (row) => <VerdictBadge verdict={row.newest?.verified ?? null} words={words.verdict} />,
  },
  {
    id: 'drill',
    header: words.columns.drill,
    cell: (row) => <VerdictBadge verdict={row.newest?.drill ?? null} words={words.drilled} />,
  },
  { id: 'next', header: words.next, wideOnly: true, cell: (row) => (row.nextAt === null ? words.none : <Time at={row.nextAt} />) },
  { id: 'removes', header: words.admin.removes, align: 'right', wideOnly: true, cell: (row) => row.removes },
  { id: 'failure', header: words.admin.failure, cell: (row) => row.error?.message ?? '–' },
]
