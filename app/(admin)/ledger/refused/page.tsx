import { RefusalsTable } from '@/app/_shared/refusals-table'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { LedgerTabs } from '../_tabs'

export const generateMetadata = titleOf((text) => text.refusals.title)

export default async function RefusedPage() {
  const { ledger, refusals } = await serverText()
  return (
    <>
      <PageHeader title={ledger.title} description={refusals.description} />
      <LedgerTabs />
      <Panel flush>
        <RefusalsTable />
      </Panel>
    </>
  )
}
