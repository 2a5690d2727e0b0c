import { Plus } from 'lucide-react'
import { Suspense } from 'react'
import { paths } from '@/app/_lib/paths'
import { ServicesTable } from '@/app/_shared/services-table'
import { serverText } from '@/app/_text/server-text'
import { LinkButton } from '@/components/ui/link-button'
import { Panel } from '@/components/ui/panel'

export default async function TenantServicesPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  const text = (await serverText()).services
  return (
    <Panel
      flush
      title={text.title}
      actions={
        <LinkButton variant="primary" icon={<Plus aria-hidden="true" />} href={paths.own.serviceNew(tenant)}>
          {text.create}
        </LinkButton>
      }
    >
      <Suspense>
        <ServicesTable tenant={tenant} />
      </Suspense>
    </Panel>
  )
}
