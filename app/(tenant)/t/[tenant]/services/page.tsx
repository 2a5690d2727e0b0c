import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { ServiceList } from './_list'

export const generateMetadata = titleOf((text) => text.tenant.services.title)

export default async function ServicesPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <ServiceList tenant={tenant} />
    </Suspense>
  )
}
