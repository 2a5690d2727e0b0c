import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { PlanList } from './_list'

export const generateMetadata = titleOf((text) => text.plans.title)

export default async function PlansPage({ searchParams }: { searchParams: PageQuery }) {
  const input = listInputOf(await queryOf(searchParams), listStarts.plans)
  return (
    <Prefetch queries={(trpc) => [trpc.plans.list.queryOptions(input), trpc.settings.get.queryOptions()]}>
      <PlanList />
    </Prefetch>
  )
}
