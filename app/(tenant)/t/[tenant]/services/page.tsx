import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { CreateServiceLink } from '@/app/_shared/create-service'
import { serviceListInput } from '@/app/_shared/filtered-lists'
import { ForOwners } from '@/app/_shared/for-owners'
import { ServicesTable } from '@/app/_shared/services-table'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'

export const generateMetadata = titleOf((text) => text.services.title)

interface OwnServicesParams {
  params: Promise<{ tenant: string }>
  searchParams: PageQuery
}

export default async function OwnServicesPage({ params, searchParams }: OwnServicesParams) {
  const { tenant } = await params
  const text = (await serverText()).services
  const query = await queryOf(searchParams)
  const input = serviceListInput(listInputOf(query, listStarts.services), query, tenant)
  const create = (
    <ForOwners tenant={tenant}>
      <CreateServiceLink tenant={tenant} />
    </ForOwners>
  )
  return (
    <>
      <PageHeader title={text.title} description={text.ownDescription} actions={create} />
      <Panel flush>
        <Prefetch queries={(trpc) => [trpc.services.list.queryOptions(input)]}>
          <ServicesTable tenant={tenant} />
        </Prefetch>
      </Panel>
    </>
  )
}
