'use client'

import { Firewall } from '@/app/_shared/firewall/firewall'
import { useMayOwn } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { PageHeader } from '@/components/ui/page-header'

/** The rules of a tenant for all his services. */
export function TenantFirewall({ tenant }: { tenant: string }) {
  const text = useText()
  const locked = useMayOwn(tenant) ? undefined : text.tenant.services.noOwn
  return (
    <>
      <PageHeader title={text.firewall.title} description={text.firewall.description} />
      <Firewall whose={{ tenant }} locked={locked} />
    </>
  )
}
