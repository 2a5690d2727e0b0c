import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { TenantAlerts } from './_alerts'

export const generateMetadata = titleOf((text) => text.alerts.title)

export default async function TenantAlertsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.alerts.list.queryOptions({ tenant }), trpc.alerts.events.queryOptions({ tenant })]}>
      <TenantAlerts tenant={tenant} />
    </Prefetch>
  )
}
