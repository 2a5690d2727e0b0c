'use client'

import { EventsTable } from '@/app/_shared/events-table'
import { mayLook } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { RefusalsTable } from '@/app/_shared/refusals-table'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'

/** Who did what in the tenant, and who tried what they may not, for its owners. */
export function Changes({ tenant }: { tenant: string }) {
  const { events: text, refusals } = useText()
  if (!mayLook(useMe(), tenant)) return null
  return (
    <>
      <Panel title={text.title} description={text.ownDescription} flush className="mt-5">
        <EventsTable tenant={tenant} />
      </Panel>
      <Panel title={refusals.title} description={refusals.ownDescription} flush className="mt-5">
        <RefusalsTable tenant={tenant} />
      </Panel>
    </>
  )
}
