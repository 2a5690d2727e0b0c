'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { BookLock } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
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
import type { LedgerEntry } from '@/contracts/ledger'
import { Verify } from './_verify'

const pageSize = 100

/** The keep's own record, newest first, straight from the keep. */
export function Ledger() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText()
  const words = text.ledger
  const query = useInfiniteQuery({
    queryKey: [...trpc.ledger.list.queryKey(), 'pages'],
    queryFn: ({ pageParam }) => client.ledger.list.query({ limit: pageSize, ...(pageParam === null ? {} : { before: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  })
  const rows = query.data?.pages.flatMap((page) => page.entries)
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <Verify />
      <Panel flush>
        <RowTable
          label={words.title}
          query={query}
          rows={rows}
          columns={columnsOf(text)}
          rowKey={(row) => String(row.sequence)}
          rowName={(row) => String(row.sequence)}
          empty={<EmptyState icon={<BookLock />} title={words.emptyTitle} text={words.emptyText} />}
        />
        {query.hasNextPage && (
          <div className="flex justify-center border-t border-stroke-faint p-3">
            <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {words.older}
            </Button>
          </div>
        )}
      </Panel>
    </>
  )
}

/** Total: a kind of entry without a tone does not compile. */
const tones: Record<LedgerEntry['kind'], Tone> = {
  accepted: 'info',
  approved: 'good',
  done: 'good',
  failed: 'bad',
  refused: 'bad',
  trust: 'warn',
}

const columnsOf = (text: Text): Column<LedgerEntry>[] => {
  const { columns, kinds } = text.ledger
  return [
    { id: 'sequence', header: columns.sequence, cell: (row) => <span className="font-mono text-xs">{row.sequence}</span> },
    { id: 'at', header: columns.at, cell: (row) => <Time at={row.at} /> },
    { id: 'kind', header: columns.kind, cell: (row) => <Badge tone={tones[row.kind]}>{kinds[row.kind]}</Badge> },
    {
      id: 'name',
      header: columns.name,
      cell: (row) =>
        row.action === null ? (
          <code className="font-mono text-xs">{row.name}</code>
        ) : (
          <TextLink href={paths.action(row.action)} className="font-mono text-xs">
            {row.name}
          </TextLink>
        ),
    },
    { id: 'actor', header: columns.actor, cell: (row) => <span className="font-mono text-xs">{row.actor}</span> },
    { id: 'tenant', header: columns.tenant, wideOnly: true, cell: (row) => <span className="font-mono text-xs">{row.tenant ?? '–'}</span> },
    { id: 'detail', header: columns.detail, cell: (row) => <span className="block max-w-80 py-1.5 break-words">{row.detail || '–'}</span> },
    { id: 'hash', header: columns.hash, wideOnly: true, cell: (row) => <Id value={row.hash} what={columns.hash} /> },
  ]
}
