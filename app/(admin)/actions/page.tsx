import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { ActionsTable } from '@/app/_shared/actions-table'
import { actionListInput } from '@/app/_shared/filtered-lists'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'

export const generateMetadata = titleOf((text) => text.actions.title)

export default async function ActionsPage({ searchParams }: { searchParams: PageQuery }) {
  const text = (await serverText()).actions
  const query = await queryOf(searchParams)
  const input = actionListInput(listInputOf(query, listStarts.actions), query, undefined)
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Panel flush>
        <Prefetch queries={(trpc) => [trpc.actions.list.queryOptions(input)]}>
          <ActionsTable />
        </Prefetch>
      </Panel>
    </>
  )
}
