import { titleOf } from '@/app/_text/server-text'
import { TenantBackups } from './_backups'

export const generateMetadata = titleOf((text) => text.backups.left.title)

export default async function TenantBackupsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return <TenantBackups tenant={tenant} />
}
