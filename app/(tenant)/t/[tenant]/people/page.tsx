import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { ForOwners } from '@/app/_shared/for-owners'
import { PeoplePanels } from '@/app/_shared/people-panels'
import { NothingHere } from '@/app/_shared/query-view'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'

export const generateMetadata = titleOf((text) => text.people.title)

interface OwnPeopleParams {
  params: Promise<{ tenant: string }>
  searchParams: PageQuery
}

/** For owners: who may work on the tenant. Members do not see it. */
export default async function OwnPeoplePage({ params, searchParams }: OwnPeopleParams) {
  const { tenant } = await params
  const text = (await serverText()).people
  const input = { ...listInputOf(await queryOf(searchParams), listStarts.people), tenant }
  return (
    <ForOwners tenant={tenant} looking otherwise={<NothingHere />}>
      <PageHeader title={text.title} description={text.ownDescription} />
      <Prefetch queries={(trpc) => [trpc.people.list.queryOptions(input)]}>
        <PeoplePanels tenant={tenant} />
      </Prefetch>
    </ForOwners>
  )
}
