import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Licences } from './_licences'

export const generateMetadata = titleOf((text) => text.licences.title)

export default function LicencesPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.licences.get.queryOptions()]}>
      <Licences />
    </Prefetch>
  )
}
