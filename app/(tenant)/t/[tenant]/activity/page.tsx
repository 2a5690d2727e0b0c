import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { ActionsTable } from '@/app/_shared/actions-table'
import { actionListInput } from '@/app/_shared/filtered-lists'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Changes } from './_changes'

export const generateMetadata = titleOf((text) => text.shell.nav.activity)

interface ActivityParams {
  params: Promise<{ tenant: string }>
  searchParams: PageQuery
}

export default async function ActivityPage({ params, searchParams }: ActivityParams) {
  const { tenant } = await params
  const text = await serverText()
  const query = await queryOf(searchParams)
  const input = actionListInput(listInputOf(query, listStarts.actions), query, tenant)
  return (
    <>
      <PageHeader title={text.shell.nav.activity} description={text.actions.ownDescription} />
      <Panel flush>
        <Prefetch queries={(trpc) => [trpc.actions.list.queryOptions(input)]}>
          <ActionsTable tenant={tenant} />
        </Prefetch>
      </Panel>
      <Changes tenant={tenant} />
    </>
  )
}
