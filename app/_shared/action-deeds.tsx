'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { MenuEntry } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { actionNames, tenantKeysApprove } from '@/contracts/actions'
import type { ActionView } from '@/contracts/views'
import { type ActionDeed, actionDeeds } from './action-can'
import { useApproval } from './approval'
import { mayOwn } from './may'
import { useMe } from './me'

interface ActionDeeds {
  /** What can be done with an action in its state; empty for most. */
  deedsOf: (action: ActionView) => (MenuEntry & { deed: ActionDeed; pending: boolean; onSelect: () => void })[]
  /** Has to be rendered once. */
  dialogs: ReactNode
}

/** Approve, withdraw, try again. `onChanged` after each. */
export function useActionDeeds(onChanged?: () => void): ActionDeeds {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.actions
  const approve = useApproval()
  const [withdrawing, setWithdrawing] = useState<string>()
  const retry = useMutation(
    trpc.actions.retry.mutationOptions({
      onSuccess: () => toast.done(words.retried),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const cancel = useMutation(
    trpc.actions.cancel.mutationOptions({
      onSuccess: () => {
        setWithdrawing(undefined)
        toast.done(words.withdrawn)
        onChanged?.()
      },
    }),
  )
  const run = (deed: ActionDeed, action: string) => {
    if (deed === 'approve') return approve({ action, onApproved: onChanged })
    if (deed === 'retry') return retry.mutate({ action })
    cancel.reset()
    setWithdrawing(action)
  }
  const whyNot = (deed: ActionDeed, { tenant, name, actor }: ActionView): string | undefined => {
    if (me.role === 'auditor' || me.viewing !== null) return text.tenant.services.looking
    const own = tenant === null ? me.role === 'administrator' : mayOwn(me, tenant)
    if (deed !== 'retry' && !own) return text.tenant.services.noOwn
    const approves = me.role === 'administrator' || actionNames.some((one) => one === name && tenantKeysApprove(one))
    if (deed === 'approve' && !approves) return words.notYoursToApprove
    return deed === 'withdraw' && !approves && actor !== me.person ? words.notYours : undefined
  }
  return {
    deedsOf: (action) =>
      // Whether what it carried is still there only the backend knows.
      actionDeeds[action.state]
        .filter((deed) => deed !== 'retry' || action.mayRetry)
        .map((deed) => ({
          deed,
          label: words[deed],
          danger: deed === 'withdraw',
          disabledReason: whyNot(deed, action),
          pending: deed === 'retry' && retry.isPending && retry.variables.action === action.id,
          onSelect: () => run(deed, action.id),
        })),
    dialogs: (
      <ConfirmDialog
        open={withdrawing !== undefined}
        onOpenChange={(open) => !open && setWithdrawing(undefined)}
        title={words.withdrawTitle}
        consequence={words.withdrawConsequence}
        confirmLabel={words.withdraw}
        pending={cancel.isPending}
        error={cancel.isError ? messageOf(cancel.error, text.common.unavailable) : undefined}
        onConfirm={() => withdrawing !== undefined && cancel.mutate({ action: withdrawing })}
      />
    ),
  }
}
