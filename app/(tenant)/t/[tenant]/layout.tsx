import type { ReactNode } from 'react'
import { Prefetch } from '@/app/_lib/prefetch'
import { SuspendedNotice } from './_suspended'

interface TenantParams {
  params: Promise<{ tenant: string }>
  children: ReactNode
}

export default async function OwnTenantLayout({ params, children }: TenantParams) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.tenants.get.queryOptions({ tenant })]}>
      <SuspendedNotice tenant={tenant} />
      {children}
    </Prefetch>
  )
}
