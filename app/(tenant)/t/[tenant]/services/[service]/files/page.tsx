import { titleOf } from '@/app/_text/server-text'
import { ServiceFiles } from './_files'

export const generateMetadata = titleOf((text) => text.tenant.files.title)

export default function ServiceFilesPage() {
  return <ServiceFiles />
}
