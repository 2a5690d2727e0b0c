import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Dashboard } from './_dashboard/dashboard'

export const generateMetadata = titleOf((text) => text.dashboard.title)

export default function DashboardPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.dashboard.get.queryOptions()]}>
      <Dashboard />
    </Prefetch>
  )
}
