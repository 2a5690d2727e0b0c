import { titleOf } from '@/app/_text/server-text'
import { ServiceHistory } from './_history'

export const generateMetadata = titleOf((text) => text.history.title)

export default function ServiceHistoryPage() {
  return <ServiceHistory />
}
