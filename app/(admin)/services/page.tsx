import { Suspense } from 'react'
import { ServicesTable } from '@/app/_shared/services-table'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'

export const generateMetadata = titleOf((text) => text.services.title)

export default async function ServicesPage() {
  const text = (await serverText()).services
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Panel flush>
        <Suspense>
          <ServicesTable />
        </Suspense>
      </Panel>
    </>
  )
}
