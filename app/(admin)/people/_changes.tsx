'use client'

import { EventsTable } from '@/app/_shared/events-table'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'

/** What everybody did. */
export function Changes() {
  const text = useText().events
  return (
    <Panel title={text.title} description={text.description} flush className="mt-5">
      <EventsTable />
    </Panel>
  )
}
