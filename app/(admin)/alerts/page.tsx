import { Prefetch } from '@/app/_lib/prefetch'
import { Alerts } from '@/app/_shared/alerts/alerts'
import { titleOf } from '@/app/_text/server-text'

export const generateMetadata = titleOf((text) => text.alerts.title)

export default function AlertsPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.alerts.list.queryOptions({}), trpc.alerts.events.queryOptions({})]}>
      <Alerts mayChange />
    </Prefetch>
  )
}
