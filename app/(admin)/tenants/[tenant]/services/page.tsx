import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { CreateServiceLink } from '@/app/_shared/create-service'
import { serviceListInput } from '@/app/_shared/filtered-lists'
import { ServicesTable } from '@/app/_shared/services-table'
import { serverText } from '@/app/_text/server-text'
import { Panel } from '@/components/ui/panel'

interface TenantServicesParams {
  params: Promise<{ tenant: string }>
  searchParams: PageQuery
}

export default async function TenantServicesPage({ params, searchParams }: TenantServicesParams) {
  const { tenant } = await params
  const text = (await serverText()).services
  const query = await queryOf(searchParams)
  const input = serviceListInput(listInputOf(query, listStarts.services), query, tenant)
  return (
    <Panel flush title={text.title} actions={<CreateServiceLink tenant={tenant} />}>
      <Prefetch queries={(trpc) => [trpc.services.list.queryOptions(input)]}>
        <ServicesTable tenant={tenant} />
      </Prefetch>
    </Panel>
  )
}
