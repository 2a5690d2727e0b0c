import { Prefetch } from '@/app/_lib/prefetch'
import { TenantPlan } from './_plan'

export default async function TenantPlanPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.plans.list.queryOptions({ sort: 'name', limit: 1000 })]}>
      <TenantPlan tenant={tenant} />
    </Prefetch>
  )
}
