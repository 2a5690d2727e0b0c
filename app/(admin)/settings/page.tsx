import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Settings } from './_settings'

export const generateMetadata = titleOf((text) => text.settings.title)

export default function SettingsPage() {
  return (
    <Prefetch
      queries={(trpc) => [trpc.settings.get.queryOptions(), trpc.trust.authenticators.queryOptions({}), trpc.dashboard.get.queryOptions()]}
    >
      <Settings />
    </Prefetch>
  )
}
