import { redirect } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { Prefetch } from '@/app/_lib/prefetch'
import { getMe } from '@/app/_lib/server-trpc'
import { seesWhole } from '@/app/_shared/may'
import { titleOf } from '@/app/_text/server-text'
import { Overview } from './_overview'

export const generateMetadata = titleOf((text) => text.tenant.overview.title)

export default async function OverviewPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  const me = await getMe()
  // A member of some services has no use for what is said of all of them.
  if (me !== null && me !== 'unavailable' && !seesWhole(me, tenant)) redirect(paths.own.services(tenant))
  return (
    <Prefetch queries={(trpc) => [trpc.overview.get.queryOptions({ tenant })]}>
      <Overview tenant={tenant} />
    </Prefetch>
  )
}
