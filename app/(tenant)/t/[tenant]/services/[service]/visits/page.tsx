import { titleOf } from '@/app/_text/server-text'
import { ServiceVisits } from './_visits'

export const generateMetadata = titleOf((text) => text.visits.title)

export default function ServiceVisitsPage() {
  return <ServiceVisits />
}
