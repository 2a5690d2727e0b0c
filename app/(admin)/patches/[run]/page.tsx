import { listInputOf, listStarts, type PageQuery, queryOf } from '@/app/_lib/lists'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Run } from './_run'

export const generateMetadata = titleOf((text) => text.patches.title)

export default async function RunPage({ params, searchParams }: { params: Promise<{ run: string }>; searchParams: PageQuery }) {
  const { run } = await params
  const input = listInputOf(await queryOf(searchParams), listStarts.targets)
  return (
    <Prefetch queries={(trpc) => [trpc.patches.run.queryOptions({ run }), trpc.patches.targets.queryOptions({ run, ...input })]}>
      <Run run={run} />
    </Prefetch>
  )
}
