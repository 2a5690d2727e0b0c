'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { BookLock } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { ledgerListInput } from '@/app/_shared/filtered-lists'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { AddressFilter } from '@/components/table/address-filter'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Id } from '@/components/ui/id'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { Tone } from '@/components/ui/tone'
import { actionNames } from '@/contracts/actions'
import type { LedgerEntryView } from '@/contracts/views'
import { LedgerTabs } from './_tabs'
import { useVerification } from './_verify'

/** The keep's own record, newest first, straight from the keep. The page stands in the address: new entries move only the newest one. */
export function Ledger() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.ledger
  const input = ledgerListInput(useSearchParams())
  const query = useQuery({ ...trpc.ledger.list.queryOptions(input), placeholderData: keepPreviousData })
  const tenants = useQuery(trpc.tenants.list.queryOptions({ sort: 'name', limit: 1000 }))
  const verification = useVerification()
  const next = query.data?.next ?? null
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={verification.button} />
      <LedgerTabs />
      {verification.verdict}
      <Panel flush>
        <RowTable
          label={words.title}
          query={query}
          rows={query.data?.entries}
          filtered={input.tenant !== undefined || input.action !== undefined || input.before !== undefined}
          filters={
            <>
              <AddressFilter
                name="tenant"
                label={words.columns.tenant}
                value={input.tenant}
                all={text.shell.allTenants}
                options={(tenants.data?.items ?? []).map((tenant) => ({ value: tenant.id, label: tenant.title, hint: tenant.name }))}
              />
              <AddressFilter
                name="action"
                label={words.columns.name}
                value={input.action}
                all={words.allActions}
                options={actionNames.toSorted().map((name) => ({ value: name, label: name }))}
              />
            </>
          }
          columns={columnsOf(text)}
          rowKey={(row) => String(row.sequence)}
          rowName={(row) => String(row.sequence)}
          empty={<EmptyState icon={<BookLock />} title={words.emptyTitle} text={words.emptyText} />}
        />
        {(next !== null || input.before !== undefined) && (
          <div className="flex justify-end gap-2 border-t border-stroke-faint px-4">
            <Button disabledReason={input.before === undefined ? words.isNewest : undefined} onClick={() => turnTo(undefined)}>
              {words.newest}
            </Button>
            <Button disabledReason={next === null ? words.isOldest : undefined} onClick={() => turnTo(next ?? undefined)}>
              {words.older}
            </Button>
          </div>
        )}
      </Panel>
    </>
  )
}

/** Each page is a step in the browser's history, so that Back comes to newer entries. */
function turnTo(before: number | undefined): void {
  const query = new URLSearchParams(window.location.search)
  if (before === undefined) query.delete('before')
  else query.set('before', String(before))
  window.history.pushState(null, '', `?${query}`)
  window.scrollTo({ top: 0 })
}

/** Total: a kind of entry without a tone does not compile. */
const tones: Record<LedgerEntryView['kind'], Tone> = {
  accepted: 'info',
  approved: 'good',
  done: 'good',
  failed: 'bad',
  refused: 'bad',
  trust: 'warn',
}

const columnsOf = (text: Text): Column<LedgerEntryView>[] => {
  const { columns, kinds } = text.ledger
  return [
    { id: 'sequence', header: columns.sequence, cell: (row) => <span className="font-mono text-xs">{row.sequence}</span> },
    { id: 'at', header: columns.at, cell: (row) => <Time at={row.at} /> },
    { id: 'kind', header: columns.kind, cell: (row) => <Badge tone={tones[row.kind]}>{kinds[row.kind]}</Badge> },
    { id: 'name', header: columns.name, cell: (row) => <Action row={row} /> },
    { id: 'actor', header: columns.actor, cell: (row) => <Named name={row.actorName} id={row.actor} /> },
    { id: 'tenant', header: columns.tenant, cell: (row) => (row.tenant === null ? '–' : <Named name={row.tenantName} id={row.tenant} />) },
    { id: 'hash', header: columns.hash, wideOnly: true, cell: (row) => <Id value={row.hash} what={columns.hash} /> },
  ]
}

/** What the keep says about it, over the keep's name for the action. */
function Action({ row }: { row: LedgerEntryView }) {
  const said = row.detail === '' ? row.name : row.detail
  return (
    <span className="block min-w-0 max-w-120 leading-4 sm:min-w-56">
      <span className="block break-words text-content-raise">
        {row.action === null ? said : <TextLink href={paths.action(row.action)}>{said}</TextLink>}
      </span>
      <span className="block font-mono text-xs text-content-secondary">{row.name}</span>
    </span>
  )
}

/** A name that the backend gives, over the id that the keep wrote down. */
const Named = ({ name, id }: { name: string | null; id: string }) => (
  <span className="block min-w-0 leading-4">
    {name !== null && name !== id && <span className="block break-words text-content-raise">{name}</span>}
    <span className="block font-mono text-xs whitespace-nowrap text-content-secondary">{id}</span>
  </span>
)
