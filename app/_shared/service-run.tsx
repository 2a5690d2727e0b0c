'use client'

import { useMutation } from '@tanstack/react-query'
import { CircleStop, Play, RefreshCw, RotateCcw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { MenuEntry } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { ServiceView } from '@/contracts/views'
import { mayDo } from './may'
import { useMe } from './me'
import { whyNotRun } from './service-can'

interface ServiceRun {
  runsOf: (service: ServiceView) => MenuEntry[]
  /** Has to be rendered once. */
  dialog: ReactNode
}

/** Start, stop, restart and reload of a service's processes. */
export function useServiceRun(): ServiceRun {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.services.run
  const [chosen, setChosen] = useState<ServiceView>()
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const start = useMutation(trpc.services.start.mutationOptions({ onError }))
  const restart = useMutation(trpc.services.restart.mutationOptions({ onError }))
  const reload = useMutation(trpc.services.reload.mutationOptions({ onError }))
  const halt = useMutation(trpc.services.halt.mutationOptions({ onSuccess: () => setChosen(undefined) }))

  const runsOf = (service: ServiceView): MenuEntry[] => {
    const { id, name } = service
    const noPower = mayDo(me, service.tenant, id, 'power') ? undefined : text.tenant.services.noRight
    const because = (deed: Parameters<typeof whyNotRun>[0]) => noPower ?? whyNotRun(deed, service, text.services.reasons)
    return [
      {
        label: words.start,
        icon: <Play />,
        disabledReason: because('start'),
        onSelect: () => start.mutate({ service: id }, { onSuccess: () => toast.done(words.starting(name)) }),
      },
      {
        label: words.restart,
        icon: <RotateCcw />,
        disabledReason: because('restart'),
        onSelect: () => restart.mutate({ service: id }, { onSuccess: () => toast.done(words.restarting(name)) }),
      },
      {
        label: words.reload,
        icon: <RefreshCw />,
        disabledReason: because('reload'),
        onSelect: () => reload.mutate({ service: id }, { onSuccess: () => toast.done(words.reloading(name)) }),
      },
      {
        label: words.halt,
        icon: <CircleStop />,
        disabledReason: because('halt'),
        onSelect: () => {
          halt.reset()
          setChosen(service)
        },
      },
    ]
  }

  const dialog = chosen !== undefined && (
    <ConfirmDialog
      open
      onOpenChange={() => setChosen(undefined)}
      title={words.haltTitle(chosen.name)}
      consequence={words.haltText}
      lost={words.haltLost(chosen.domains)}
      confirmLabel={words.halt}
      pending={halt.isPending}
      error={halt.isError ? messageOf(halt.error, text.common.unavailable) : undefined}
      onConfirm={() => halt.mutate({ service: chosen.id }, { onSuccess: () => toast.done(words.halting(chosen.name)) })}
    />
  )
  return { runsOf, dialog }
}
