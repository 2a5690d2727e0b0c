import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { ServiceAccounts } from './_accounts'

export const generateMetadata = titleOf((text) => text.accounts.title)

export default async function ServiceAccountsPage({ params }: { params: Promise<{ service: string }> }) {
  const { service } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.accounts.get.queryOptions({ service })]}>
      <ServiceAccounts />
    </Prefetch>
  )
}
