import { Suspense } from 'react'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { ServiceFirewall } from './_firewall'

export const generateMetadata = titleOf((text) => text.firewall.title)

export default async function ServiceFirewallPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.firewall.list.queryOptions({ tenant })]}>
      <Suspense>
        <ServiceFirewall />
      </Suspense>
    </Prefetch>
  )
}
