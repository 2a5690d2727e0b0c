'use client'

import { useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import type { PoolLicenceView, SeatView } from '@/contracts/licence'
import { GiveLicence } from './_give'
import { PoolDialog } from './_pool-dialog'

export type PoolDeed =
  | { do: 'add' }
  | { do: 'edit' | 'give' | 'remove'; licence: PoolLicenceView }
  | { do: 'take'; licence: PoolLicenceView; seat: SeatView }

export const seatName = ({ tenantName, serviceName }: SeatView): string => `${tenantName}/${serviceName}`

/** The window of what was chosen. */
export function PoolDeedDialog({ deed, onClose }: { deed: PoolDeed; onClose: () => void }) {
  switch (deed.do) {
    case 'add':
      return <PoolDialog licence={undefined} onClose={onClose} />
    case 'edit':
      return <PoolDialog licence={deed.licence} onClose={onClose} />
    case 'give':
      return <GiveLicence licence={deed.licence} onClose={onClose} />
    case 'take':
      return <TakeBack licence={deed.licence} seat={deed.seat} onClose={onClose} />
    case 'remove':
      return <Remove licence={deed.licence} onClose={onClose} />
  }
}

function TakeBack({ licence, seat, onClose }: { licence: PoolLicenceView; seat: SeatView; onClose: () => void }) {
  const client = useTRPCClient()
  const words = useText().licences.take
  const name = seatName(seat)
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.done(name))
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(licence.title, name)}
      consequence={words.text(name)}
      confirmLabel={words.submit}
      pending={pending}
      error={failure}
      onConfirm={() => ask(() => client.licences.takeBack.mutate({ licence: licence.id, service: seat.service }))}
    />
  )
}

function Remove({ licence, onClose }: { licence: PoolLicenceView; onClose: () => void }) {
  const client = useTRPCClient()
  const words = useText().licences.pool
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.removed)
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(licence.title)}
      consequence={words.removeText}
      typedName={licence.name}
      confirmLabel={words.remove}
      pending={pending}
      error={failure}
      onConfirm={() => ask(() => client.licences.remove.mutate({ licence: licence.id }))}
    />
  )
}
