import { titleOf } from '@/app/_text/server-text'
import { ServiceStatistics } from './_statistics'

export const generateMetadata = titleOf((text) => text.statistics.title)

/** Times are the visitor's, so nothing is asked before his browser is there. */
export default function ServiceStatisticsPage() {
  return <ServiceStatistics />
}
