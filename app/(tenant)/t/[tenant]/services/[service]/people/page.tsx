import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { ServicePeople } from './_people'

export const generateMetadata = titleOf((text) => text.people.title)

export default async function ServicePeoplePage({ params }: { params: Promise<{ tenant: string; service: string }> }) {
  const { service } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.people.ofService.queryOptions({ service })]}>
      <ServicePeople />
    </Prefetch>
  )
}
