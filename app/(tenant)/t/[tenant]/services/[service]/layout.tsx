import type { ReactNode } from 'react'
import { Prefetch } from '@/app/_lib/prefetch'
import { ServiceHeader } from './_header'

interface Props {
  params: Promise<{ tenant: string; service: string }>
  children: ReactNode
}

export default async function ServiceLayout({ params, children }: Props) {
  const { tenant, service } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.services.get.queryOptions({ service })]}>
      <ServiceHeader tenant={tenant} service={service}>
        {children}
      </ServiceHeader>
    </Prefetch>
  )
}
