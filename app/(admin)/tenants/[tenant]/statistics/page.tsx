import { Busiest } from '@/app/_shared/statistics/busiest'
import { Statistics } from '@/app/_shared/statistics/statistics'
import { titleOf } from '@/app/_text/server-text'

export const generateMetadata = titleOf((text) => text.statistics.title)

export default async function StatisticsOfTenantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <>
      <Busiest tenant={tenant} className="mb-5" />
      <Statistics subject={{ of: 'tenant', tenant }} />
    </>
  )
}
