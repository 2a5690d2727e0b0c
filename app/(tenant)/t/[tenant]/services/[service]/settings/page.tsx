import { titleOf } from '@/app/_text/server-text'
import { ServiceSettings } from './_settings'

export const generateMetadata = titleOf((text) => text.tenant.settings.title)

export default function ServiceSettingsPage() {
  return <ServiceSettings />
}
