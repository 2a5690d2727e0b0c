'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { toast } from '@/components/ui/toast'
import { standardRights } from '@/contracts/rights'
import type { PersonView } from '@/contracts/views'
import { RightsFields } from './rights-fields'

/** What one member may do with which services. */
export function RightsDialog({ tenant, person, onClose }: { tenant: string; person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.rights
  const [rights, setRights] = useState(() => person.memberships.find((one) => one.tenant === tenant)?.rights ?? standardRights)
  const save = useMutation(
    trpc.people.setRights.mutationOptions({
      onSuccess: () => {
        toast.done(words.saved)
        onClose()
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      placement="side"
      title={words.title(person.name)}
      description={words.description}
      actions={
        <Button variant="primary" pending={save.isPending} onClick={() => save.mutate({ tenant, person: person.id, rights })}>
          {words.save}
        </Button>
      }
    >
      <RightsFields tenant={tenant} value={rights} onChange={setRights} />
      {save.isError && <ErrorText>{messageOf(save.error, text.common.unavailable)}</ErrorText>}
    </Dialog>
  )
}
