'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import type { PersonView } from '@/contracts/views'
import { OneTimeLink } from './one-time-link'

/** Makes the link with which a person chooses a new password, then shows it, once. */
export function ResetDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.reset
  const make = useMutation(trpc.people.resetLink.mutationOptions())
  if (make.data === undefined)
    return (
      <ConfirmDialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={words.title(person.name)}
        consequence={words.consequence}
        confirmLabel={words.label}
        danger={false}
        pending={make.isPending}
        error={make.isError ? messageOf(make.error, text.common.unavailable) : undefined}
        onConfirm={() => make.mutate({ person: person.id })}
      />
    )
  return (
    <Dialog open title={words.made(person.name)}>
      <div className="flex flex-col gap-4">
        <OneTimeLink link={make.data} what={words.link} />
        <Button variant="primary" size="md" className="self-end" onClick={onClose}>
          {text.people.done}
        </Button>
      </div>
    </Dialog>
  )
}
