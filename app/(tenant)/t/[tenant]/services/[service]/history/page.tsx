import { titleOf } from '@/app/_text/server-text'
import { ServiceHistory } from './_history'
import { Snapshots } from './_snapshots'

export const generateMetadata = titleOf((text) => text.history.title)

export default function ServiceHistoryPage() {
  return (
    <div className="flex flex-col gap-5">
      <Snapshots />
      <ServiceHistory />
    </div>
  )
}
