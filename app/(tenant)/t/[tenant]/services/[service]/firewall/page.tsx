import { titleOf } from '@/app/_text/server-text'
import { ServiceFirewall } from './_firewall'

export const generateMetadata = titleOf((text) => text.firewall.title)

export default function ServiceFirewallPage() {
  return <ServiceFirewall />
}
