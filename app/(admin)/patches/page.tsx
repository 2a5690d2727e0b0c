import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Patches } from './_patches'

export const generateMetadata = titleOf((text) => text.patches.title)

export default function PatchesPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.patches.get.queryOptions()]}>
      <Patches />
    </Prefetch>
  )
}
