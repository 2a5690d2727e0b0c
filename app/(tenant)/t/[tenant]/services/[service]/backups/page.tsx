import { titleOf } from '@/app/_text/server-text'
import { ServiceBackups } from './_backups'

export const generateMetadata = titleOf((text) => text.backups.title)

export default function ServiceBackupsPage() {
  return <ServiceBackups />
}
