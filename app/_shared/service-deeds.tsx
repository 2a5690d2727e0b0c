'use client'

import { useMutation } from '@tanstack/react-query'
import { Moon, Power, Trash2, Zap } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import type { MenuEntry } from '@/components/ui/menu'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import type { LeftBackups } from '@/contracts/backups'
import type { ServiceView } from '@/contracts/views'
import { useApproval } from './approval'
import { mayDo, mayOwn } from './may'
import { useMe } from './me'
import { whyNot } from './service-can'
import { useServiceRun } from './service-run'

interface ServiceDeeds {
  /** Menu groups of one service. */
  deedsOf: (service: ServiceView) => MenuEntry[][]
  /** Asks whether to delete one. */
  askDelete: (service: ServiceView) => void
  /** Has to be rendered once. */
  dialogs: ReactNode
}

interface DeedOptions {
  onDeleting?: () => void
  /** Their tenant is suspended. */
  suspended?: boolean
}

/** Wake, freeze, stop, and delete, which names what is lost and goes on to the approval. */
export function useServiceDeeds(options: DeedOptions = {}): ServiceDeeds {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.services
  const approve = useApproval()
  const { runsOf, dialog } = useServiceRun()
  const [chosen, setChosen] = useState<ServiceView>()
  const [open, setOpen] = useState(false)
  const [backups, setBackups] = useState<LeftBackups>('keep')
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const wake = useMutation(trpc.services.wake.mutationOptions({ onError }))
  const sleep = useMutation(trpc.services.sleep.mutationOptions({ onError }))
  const remove = useMutation(trpc.services.delete.mutationOptions({ onSuccess: () => setOpen(false) }))

  const confirm = (service: ServiceView) =>
    remove.mutate(
      { service: service.id, backups },
      {
        onSuccess: ({ action }) =>
          approve({
            action,
            lost: words.delete.lost(service.domains),
            onApproved: options.onDeleting,
          }),
      },
    )

  const askDelete = (service: ServiceView) => {
    remove.reset()
    setBackups('keep')
    setChosen(service)
    setOpen(true)
  }

  const falling = (service: string) => sleep.isPending && sleep.variables.service === service
  const deedsOf = (service: ServiceView): MenuEntry[][] => {
    const { id, name } = service
    const noPower = mayDo(me, service.tenant, id, 'power') ? undefined : text.tenant.services.noRight
    return [
      [
        {
          label: words.wake,
          icon: <Zap />,
          disabledReason: noPower ?? whyNot('wake', service, words.reasons, options.suspended),
          pending: wake.isPending && wake.variables.service === id,
          onSelect: () => wake.mutate({ service: id }, { onSuccess: () => toast.done(words.waking(name)) }),
        },
        {
          label: words.freeze,
          icon: <Moon />,
          disabledReason: noPower ?? whyNot('freeze', service, words.reasons),
          pending: falling(id),
          onSelect: () => sleep.mutate({ service: id, stop: false }, { onSuccess: () => toast.done(words.freezing(name)) }),
        },
        {
          label: words.stop,
          icon: <Power />,
          disabledReason: noPower ?? whyNot('stop', service, words.reasons),
          pending: falling(id),
          onSelect: () => sleep.mutate({ service: id, stop: true }, { onSuccess: () => toast.done(words.stopping(name)) }),
        },
      ],
      runsOf(service),
      [
        {
          label: words.delete.label,
          icon: <Trash2 />,
          danger: true,
          disabledReason: mayOwn(me, service.tenant) ? whyNot('delete', service, words.reasons) : text.tenant.services.noOwn,
          onSelect: () => askDelete(service),
        },
      ],
    ]
  }

  const deletion = chosen !== undefined && (
    <ConfirmDialog
      key={chosen.id}
      open={open}
      onOpenChange={setOpen}
      title={words.delete.title(chosen.name)}
      consequence={words.delete.consequence}
      lost={words.delete.lost(chosen.domains)}
      typedName={chosen.name}
      confirmLabel={words.delete.label}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => confirm(chosen)}
    >
      <Field label={text.backups.left.choice}>
        {(ids) => (
          <Select
            {...ids}
            value={backups}
            onChange={setBackups}
            options={[
              { value: 'keep', label: text.backups.left.keep },
              { value: 'remove', label: text.backups.left.removeNow },
            ]}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
  const dialogs = (
    <>
      {dialog}
      {deletion}
    </>
  )
  return { deedsOf, askDelete, dialogs }
}
