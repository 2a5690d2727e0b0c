'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { BackupsLeft } from '@/app/_shared/backups-left'
import { useText } from '@/app/_text/use-text'
import { PageHeader } from '@/components/ui/page-header'

/** What is left of deleted services. The backups of each other service are at the service. */
export function TenantBackups({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const words = useText().backups
  const query = useQuery(trpc.backups.left.queryOptions({ tenant }))
  return (
    <>
      <PageHeader title={words.title} description={words.ofTenant} />
      <BackupsLeft query={query} left={query.data} />
    </>
  )
}
