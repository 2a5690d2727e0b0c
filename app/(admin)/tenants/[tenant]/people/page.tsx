import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { PeoplePanels } from '@/app/_shared/people-panels'

interface TenantPeopleParams {
  params: Promise<{ tenant: string }>
  searchParams: PageQuery
}

export default async function TenantPeoplePage({ params, searchParams }: TenantPeopleParams) {
  const { tenant } = await params
  const input = { ...listInputOf(await queryOf(searchParams), listStarts.people), tenant }
  return (
    <Prefetch queries={(trpc) => [trpc.people.list.queryOptions(input)]}>
      <PeoplePanels tenant={tenant} />
    </Prefetch>
  )
}
