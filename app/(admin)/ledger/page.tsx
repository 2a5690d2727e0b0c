import { type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { ledgerListInput } from '@/app/_shared/filtered-lists'
import { titleOf } from '@/app/_text/server-text'
import { Ledger } from './_ledger'

export const generateMetadata = titleOf((text) => text.ledger.title)

export default async function LedgerPage({ searchParams }: { searchParams: PageQuery }) {
  const input = ledgerListInput(await queryOf(searchParams))
  return (
    <Prefetch queries={(trpc) => [trpc.ledger.list.queryOptions(input)]}>
      <Ledger />
    </Prefetch>
  )
}
