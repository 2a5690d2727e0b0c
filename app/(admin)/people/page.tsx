import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { PeoplePanels } from '@/app/_shared/people-panels'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Changes } from './_changes'

export const generateMetadata = titleOf((text) => text.people.title)

export default async function PeoplePage({ searchParams }: { searchParams: PageQuery }) {
  const text = (await serverText()).people
  const input = listInputOf(await queryOf(searchParams), listStarts.people)
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Prefetch queries={(trpc) => [trpc.people.list.queryOptions(input)]}>
        <PeoplePanels />
        <Changes />
      </Prefetch>
    </>
  )
}
