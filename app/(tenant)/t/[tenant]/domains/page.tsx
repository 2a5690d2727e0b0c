import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { DomainList } from '../_parts/domain-list'

export const generateMetadata = titleOf((text) => text.tenant.domains.title)

export default async function DomainsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <DomainList tenant={tenant} />
    </Suspense>
  )
}
