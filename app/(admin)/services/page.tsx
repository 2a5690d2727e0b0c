import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { serviceListInput } from '@/app/_shared/filtered-lists'
import { ServicesTable } from '@/app/_shared/services-table'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'

export const generateMetadata = titleOf((text) => text.services.title)

export default async function ServicesPage({ searchParams }: { searchParams: PageQuery }) {
  const text = (await serverText()).services
  const query = await queryOf(searchParams)
  const input = serviceListInput(listInputOf(query, listStarts.services), query, undefined)
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Panel flush>
        <Prefetch queries={(trpc) => [trpc.services.list.queryOptions(input)]}>
          <ServicesTable />
        </Prefetch>
      </Panel>
    </>
  )
}
