'use client'

import { paths } from '@/app/_lib/paths'
import { countOf, ServiceStates } from '@/app/_shared/service-states'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import type { PowerState } from '@/contracts/states'

/** Services of all tenants by state. */
export function ServicesPanel({ services, tenants }: { services: Record<PowerState, number>; tenants: number }) {
  const text = useText()
  const words = text.dashboard
  const total = countOf(services)
  return (
    <Panel
      title={words.services}
      description={`${words.servicesTotal(total)}, ${words.tenantsTotal(tenants)}`}
      className="lg:col-span-2"
      actions={<TextLink href={paths.services}>{text.common.showAll}</TextLink>}
    >
      {total === 0 ? <p className="text-content-secondary">{words.noServices}</p> : <ServiceStates services={services} />}
    </Panel>
  )
}
