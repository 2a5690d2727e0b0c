import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Prefetch } from '@/app/_lib/prefetch'
import { serverTrpc } from '@/app/_lib/server-trpc'
import { serverText } from '@/app/_text/server-text'
import { TenantFrame } from './_frame'

interface TenantParams {
  params: Promise<{ tenant: string }>
}

export async function generateMetadata({ params }: TenantParams): Promise<Metadata> {
  const { trpc, queryClient } = await serverTrpc()
  const { tenant } = await params
  const data = await queryClient.fetchQuery({ ...trpc.tenants.get.queryOptions({ tenant }), retry: false }).catch(() => undefined)
  return { title: data?.title ?? (await serverText()).tenants.title }
}

export default async function TenantLayout({ params, children }: TenantParams & { children: ReactNode }) {
  const { tenant } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.tenants.get.queryOptions({ tenant })]}>
      <TenantFrame tenant={tenant}>{children}</TenantFrame>
    </Prefetch>
  )
}
