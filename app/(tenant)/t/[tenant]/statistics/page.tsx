import { titleOf } from '@/app/_text/server-text'
import { TenantStatistics } from './_statistics'

export const generateMetadata = titleOf((text) => text.statistics.title)

export default async function TenantStatisticsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return <TenantStatistics tenant={tenant} />
}
