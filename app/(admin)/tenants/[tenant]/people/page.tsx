import { Suspense } from 'react'
import { PeoplePanels } from '@/app/_shared/people-panels'

export default async function TenantPeoplePage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <PeoplePanels tenant={tenant} />
    </Suspense>
  )
}
