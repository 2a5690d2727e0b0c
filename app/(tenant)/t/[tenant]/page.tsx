import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Overview } from './_overview'

export const generateMetadata = titleOf((text) => text.tenant.overview.title)

export default async function OverviewPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.overview.get.queryOptions({ tenant })]}>
      <Overview tenant={tenant} />
    </Prefetch>
  )
}
