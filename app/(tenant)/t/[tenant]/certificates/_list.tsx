'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { FileBadge } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { AuthorityPanel } from '@/app/_shared/authority'
import { useMayOwn } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { Time } from '@/components/ui/time'
import type { CertificateView } from '@/contracts/views'
import { UploadCertificate } from './_upload'

export function Certificates({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.certificates
  const mayOwn = useMayOwn(tenant)
  const list = useListState({ sort: 'notAfter' })
  const query = useQuery({ ...trpc.certificates.list.queryOptions({ tenant, ...list.input }), placeholderData: keepPreviousData })
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<CertificateView>()
  const noOwn = mayOwn ? undefined : text.tenant.services.noOwn
  const add = (
    <Button variant="primary" disabledReason={noOwn} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  )
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={add} />
      <Panel flush>
        <DataTable
          label={words.title}
          query={query}
          rows={query.data?.items}
          total={query.data?.total}
          list={list}
          error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
          columns={columnsOf(words)}
          rowKey={(row) => row.id}
          rowName={(row) => row.names.join(', ')}
          rowActions={(row) => [[{ label: words.remove, danger: true, onSelect: () => setRemoving(row), disabledReason: noOwn }]]}
          empty={<EmptyState icon={<FileBadge />} title={words.empty} text={words.emptyText} action={add} />}
        />
      </Panel>
      <AuthorityPanel className="mt-5" />
      {adding && <UploadCertificate tenant={tenant} onClose={() => setAdding(false)} />}
      {removing !== undefined && <Remove certificate={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function Remove({ certificate, onClose }: { certificate: CertificateView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.certificates
  const remove = useMutation(trpc.certificates.remove.mutationOptions({ onSuccess: onClose }))
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(certificate.names.join(', '))}
      consequence={words.removeText}
      confirmLabel={words.remove}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => remove.mutate({ certificate: certificate.id })}
    />
  )
}

const columnsOf = (words: ReturnType<typeof useText>['tenant']['certificates']): Column<CertificateView>[] => [
  { id: 'names', header: words.names, cell: (row) => <span className="break-all">{row.names.join(', ')}</span> },
  { id: 'issuer', header: words.issuer, wideOnly: true, cell: (row) => row.issuer },
  { id: 'expires', header: words.expires, sort: 'notAfter', cell: (row) => <Time at={row.notAfter} /> },
  {
    id: 'state',
    header: words.state,
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge status={row.state} />
        {row.error !== null && <span className="text-content-bad">{row.error.message}</span>}
      </span>
    ),
  },
]
