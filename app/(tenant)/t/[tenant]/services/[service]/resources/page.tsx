import { titleOf } from '@/app/_text/server-text'
import { ServiceResources } from './_resources'

export const generateMetadata = titleOf((text) => text.resources.title)

export default function ServiceResourcesPage() {
  return <ServiceResources />
}
