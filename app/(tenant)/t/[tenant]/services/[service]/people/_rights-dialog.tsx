'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { VerbBoxes } from '@/app/_shared/verb-boxes'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { toast } from '@/components/ui/toast'
import type { ServicePersonView } from '@/contracts/views'

/** What one member may do with one service, beside what holds for all of them. */
export function ServiceRightsDialog({ service, person, onClose }: { service: string; person: ServicePersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.service
  const [verbs, setVerbs] = useState(() => person.verbs.filter((verb) => !person.all.includes(verb)))
  const save = useMutation(
    trpc.people.setServiceRights.mutationOptions({
      onSuccess: () => {
        toast.done(text.people.rights.saved)
        onClose()
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.people.rights.title(person.name)}
      actions={
        <>
          <Button onClick={onClose}>{text.components.cancel}</Button>
          <Button variant="primary" pending={save.isPending} onClick={() => save.mutate({ service, person: person.person, verbs })}>
            {text.people.rights.save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <VerbBoxes legend={words.may} hint={words.mayHint} value={verbs} given={person.all} onChange={setVerbs} />
        {save.isError && <ErrorText>{messageOf(save.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
