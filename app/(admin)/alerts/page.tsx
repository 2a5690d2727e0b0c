import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { AdminAlerts } from './_alerts'

export const generateMetadata = titleOf((text) => text.alerts.title)

export default function AlertsPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.alerts.list.queryOptions({}), trpc.alerts.events.queryOptions({})]}>
      <AdminAlerts />
    </Prefetch>
  )
}
