import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { DomainList } from '../../../_parts/domain-list'

export const generateMetadata = titleOf((text) => text.tenant.domains.title)

export default async function ServiceDomainsPage({ params }: { params: Promise<{ tenant: string; service: string }> }) {
  const { tenant, service } = await params
  return (
    <Suspense>
      <DomainList tenant={tenant} service={service} />
    </Suspense>
  )
}
