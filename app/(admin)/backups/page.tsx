import { titleOf } from '@/app/_text/server-text'
import { AdminBackups } from './_backups'

export const generateMetadata = titleOf((text) => text.backups.title)

export default function BackupsPage() {
  return <AdminBackups />
}
