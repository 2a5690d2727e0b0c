'use client'

import { Busiest } from '@/app/_shared/statistics/busiest'
import { Statistics } from '@/app/_shared/statistics/statistics'
import { useText } from '@/app/_text/use-text'
import { PageHeader } from '@/components/ui/page-header'

/** All services of a tenant together, then which of them are busy. */
export function TenantStatistics({ tenant }: { tenant: string }) {
  const text = useText().statistics
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Busiest tenant={tenant} className="mb-5" />
      <Statistics subject={{ of: 'tenant', tenant }} />
    </>
  )
}
