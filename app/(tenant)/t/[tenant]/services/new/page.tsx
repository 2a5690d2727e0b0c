import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { CreateService } from './_form'

export const generateMetadata = titleOf((text) => text.tenant.create.title)

export default async function NewServicePage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.catalogue.kinds.queryOptions()]}>
      <CreateService tenant={tenant} />
    </Prefetch>
  )
}
