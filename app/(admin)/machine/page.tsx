import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Machine } from './_machine'

export const generateMetadata = titleOf((text) => text.machine.title)

export default function MachinePage() {
  return (
    <Prefetch queries={(trpc) => [trpc.host.show.queryOptions()]}>
      <Machine />
    </Prefetch>
  )
}
