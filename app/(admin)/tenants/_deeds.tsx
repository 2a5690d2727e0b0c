'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { MenuEntry } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { TenantView } from '@/contracts/views'

type Deed = 'suspend' | 'resume' | 'delete'

interface TenantDeeds {
  /** Menu groups of one tenant. */
  deedsOf: (tenant: TenantView) => MenuEntry[][]
  /** Has to be rendered once. */
  dialogs: ReactNode
}

/** Suspend, resume, delete: each asks first; deleting goes on to the approval. */
export function useTenantDeeds(options: { onDeleting?: () => void } = {}): TenantDeeds {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenants
  const approve = useApproval()
  const [chosen, setChosen] = useState<{ deed: Deed; tenant: TenantView }>()
  const [open, setOpen] = useState(false)

  const close = () => setOpen(false)
  const suspend = useMutation(trpc.tenants.suspend.mutationOptions({ onSuccess: close }))
  const resume = useMutation(trpc.tenants.resume.mutationOptions({ onSuccess: close }))
  const remove = useMutation(trpc.tenants.delete.mutationOptions({ onSuccess: close }))
  const running = { suspend, resume, delete: remove }

  const ask = (deed: Deed, tenant: TenantView) => {
    for (const mutation of Object.values(running)) mutation.reset()
    setChosen({ deed, tenant })
    setOpen(true)
  }
  const confirm = () => {
    if (chosen === undefined) return
    const { deed, tenant } = chosen
    if (deed === 'delete')
      remove.mutate(
        { tenant: tenant.id },
        {
          onSuccess: ({ action }) =>
            approve({
              action,
              lost: words.delete.lost(tenant.name),
              onApproved: options.onDeleting,
            }),
        },
      )
    else running[deed].mutate({ tenant: tenant.id }, { onSuccess: () => toast.done(words[deed].done(tenant.name)) })
  }

  const deedsOf = (tenant: TenantView): MenuEntry[][] => {
    const deleting = tenant.state === 'deleting' ? words.delete.isDeleting : undefined
    return [
      [
        tenant.suspended
          ? { label: words.resume.label, onSelect: () => ask('resume', tenant), disabledReason: deleting }
          : { label: words.suspend.label, onSelect: () => ask('suspend', tenant), disabledReason: deleting },
      ],
      [
        {
          label: words.delete.label,
          danger: true,
          onSelect: () => ask('delete', tenant),
          disabledReason: deleting ?? (tenant.services > 0 ? words.delete.hasServices : undefined),
        },
      ],
    ]
  }

  const dialogs = chosen !== undefined && (
    <ConfirmDialog
      key={chosen.tenant.id + chosen.deed}
      open={open}
      onOpenChange={setOpen}
      title={words[chosen.deed].title(chosen.tenant.name)}
      consequence={words[chosen.deed].consequence}
      lost={chosen.deed === 'delete' ? words.delete.lost(chosen.tenant.name) : undefined}
      typedName={chosen.deed === 'delete' ? chosen.tenant.name : undefined}
      confirmLabel={words[chosen.deed].label}
      danger={chosen.deed !== 'resume'}
      pending={running[chosen.deed].isPending}
      error={running[chosen.deed].isError ? messageOf(running[chosen.deed].error, text.common.unavailable) : undefined}
      onConfirm={confirm}
    />
  )
  return { deedsOf, dialogs }
}
