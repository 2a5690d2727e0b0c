import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Run } from './_run'

export const generateMetadata = titleOf((text) => text.patches.title)

export default async function RunPage({ params }: { params: Promise<{ run: string }> }) {
  const { run } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.patches.run.queryOptions({ run })]}>
      <Run run={run} />
    </Prefetch>
  )
}
