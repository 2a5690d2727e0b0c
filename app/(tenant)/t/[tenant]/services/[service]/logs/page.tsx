import { titleOf } from '@/app/_text/server-text'
import { ServiceLogs } from './_logs'

export const generateMetadata = titleOf((text) => text.tenant.logs.title)

export default function ServiceLogsPage() {
  return <ServiceLogs />
}
