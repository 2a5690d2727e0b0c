import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { MachineStatistics } from './_statistics'

export const generateMetadata = titleOf((text) => text.statistics.title)

export default function MachineStatisticsPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.dashboard.get.queryOptions()]}>
      <MachineStatistics />
    </Prefetch>
  )
}
