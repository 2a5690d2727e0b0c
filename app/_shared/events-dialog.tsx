'use client'

import { useText } from '@/app/_text/use-text'
import { Dialog } from '@/components/ui/dialog'
import type { PersonView } from '@/contracts/views'
import { EventsTable } from './events-table'

/** What one person did. */
export function EventsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const text = useText().events
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={text.ofPerson(person.name)} className="max-w-4xl">
      <div className="-mx-5 -my-4">
        <EventsTable person={person.id} />
      </div>
    </Dialog>
  )
}
