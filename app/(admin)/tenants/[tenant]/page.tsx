import { Prefetch } from '@/app/_lib/prefetch'
import { TenantOverview } from './_overview'

export default async function TenantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.overview.get.queryOptions({ tenant })]}>
      <TenantOverview tenant={tenant} />
    </Prefetch>
  )
}
