import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { TenantList } from './_list'

export const generateMetadata = titleOf((text) => text.tenants.title)

export default async function TenantsPage({ searchParams }: { searchParams: PageQuery }) {
  const input = listInputOf(await queryOf(searchParams), listStarts.tenants)
  return (
    <Prefetch queries={(trpc) => [trpc.tenants.list.queryOptions(input)]}>
      <TenantList />
    </Prefetch>
  )
}
