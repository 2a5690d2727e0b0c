import { Suspense } from 'react'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { AdminFirewall } from './_firewall'

export const generateMetadata = titleOf((text) => text.firewall.title)

export default function FirewallPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.firewall.list.queryOptions({}), trpc.firewall.sets.queryOptions({})]}>
      <Suspense>
        <AdminFirewall />
      </Suspense>
    </Prefetch>
  )
}
