import { notFound } from 'next/navigation'
import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { administrativeServer } from '@/contracts/administrative-servers'
import { Agent } from './_agent'

export const generateMetadata = titleOf((text) => text.agents.title)

export default async function AgentPage({ params }: { params: Promise<{ agent: string }> }) {
  const name = administrativeServer.safeParse((await params).agent)
  if (!name.success) notFound()
  return (
    <Prefetch queries={(trpc) => [trpc.agents.list.queryOptions()]}>
      <Agent name={name.data} />
    </Prefetch>
  )
}
