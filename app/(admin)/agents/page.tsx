import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Agents } from './_agents'

export const generateMetadata = titleOf((text) => text.agents.title)

export default function AgentsPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.agents.list.queryOptions()]}>
      <Agents />
    </Prefetch>
  )
}
