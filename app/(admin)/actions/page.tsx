import { Suspense } from 'react'
import { ActionsTable } from '@/app/_shared/actions-table'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'

export const generateMetadata = titleOf((text) => text.actions.title)

export default async function ActionsPage() {
  const text = (await serverText()).actions
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Panel flush>
        <Suspense>
          <ActionsTable />
        </Suspense>
      </Panel>
    </>
  )
}
