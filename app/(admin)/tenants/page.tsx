import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { TenantList } from './_list'

export const generateMetadata = titleOf((text) => text.tenants.title)

export default function TenantsPage() {
  return (
    <Suspense>
      <TenantList />
    </Suspense>
  )
}
