import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { ServiceOverview } from './_overview'

export const generateMetadata = titleOf((text) => text.services.title)

export default async function ServicePage({ params }: { params: Promise<{ tenant: string; service: string }> }) {
  const { service } = await params
  return (
    <Prefetch
      queries={(trpc) => [
        trpc.services.wakes.queryOptions({ service }),
        trpc.actions.list.queryOptions({ object: service, limit: 5, sort: 'createdAt', descending: true }),
      ]}
    >
      <ServiceOverview />
    </Prefetch>
  )
}
