import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { NewTenant } from './_form'

export const generateMetadata = titleOf((text) => text.tenants.new.title)

export default function NewTenantPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.plans.list.queryOptions({ sort: 'name', limit: 1000 })]}>
      <NewTenant />
    </Prefetch>
  )
}
