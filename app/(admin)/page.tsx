import { redirect } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { Prefetch } from '@/app/_lib/prefetch'
import { getMe } from '@/app/_lib/server-trpc'
import { seesAll } from '@/app/_shared/may'
import { titleOf } from '@/app/_text/server-text'
import { Dashboard } from './_dashboard/dashboard'

export const generateMetadata = titleOf((text) => text.dashboard.title)

export default async function DashboardPage() {
  const me = await getMe()
  if (me !== null && me !== 'unavailable' && !seesAll(me)) redirect(paths.tenants)
  return (
    <Prefetch queries={(trpc) => [trpc.dashboard.get.queryOptions()]}>
      <Dashboard />
    </Prefetch>
  )
}
