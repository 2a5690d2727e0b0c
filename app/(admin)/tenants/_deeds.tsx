'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
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

  const loss = useLoss(open && chosen?.deed === 'delete' ? chosen.tenant : undefined)

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
              lost: loss.items,
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
          disabledReason: deleting,
        },
      ],
    ]
  }

  const error = chosen === undefined ? null : (running[chosen.deed].error ?? loss.error)
  const dialogs = chosen !== undefined && (
    <ConfirmDialog
      key={chosen.tenant.id + chosen.deed}
      open={open}
      onOpenChange={setOpen}
      title={words[chosen.deed].title(chosen.tenant.name)}
      consequence={words[chosen.deed].consequence}
      lost={chosen.deed === 'delete' ? loss.items : undefined}
      typedName={chosen.deed === 'delete' ? chosen.tenant.name : undefined}
      confirmLabel={words[chosen.deed].label}
      danger={chosen.deed !== 'resume'}
      pending={running[chosen.deed].isPending || loss.isPending}
      error={error === null || error === undefined ? undefined : messageOf(error, text.common.unavailable)}
      onConfirm={confirm}
    />
  )
  return { deedsOf, dialogs }
}

const mostNamed = 10

/** What goes with a tenant, by name; pending until it is known, so that nobody confirms unseen. */
function useLoss(tenant: TenantView | undefined): { items: string[]; isPending: boolean; error: unknown } {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenants.delete
  const part = { tenant: tenant?.id, sort: 'name', limit: mostNamed }
  const options = { enabled: tenant !== undefined, staleTime: 0 }
  const services = useQuery({ ...trpc.services.list.queryOptions(part), ...options })
  const domains = useQuery({ ...trpc.domains.list.queryOptions(part), ...options })
  const isPending = tenant !== undefined && (services.data === undefined || domains.data === undefined)
  const error = services.error ?? domains.error
  if (tenant === undefined || services.data === undefined || domains.data === undefined) return { items: [], isPending, error }
  const [{ items, total }, hosts] = [services.data, domains.data]
  const more = hosts.total - hosts.items.length
  const names = [...hosts.items.map(({ name }) => name), ...(more > 0 ? [text.services.more(more)] : [])]
  const named = [
    ...items.map(({ name }) => words.lostService(name)),
    ...(total > items.length ? [words.lostServices(total - items.length)] : []),
    ...(names.length > 0 ? [words.lostDomains(names.join(', '))] : []),
  ]
  return { items: words.lost(named, tenant.name), isPending, error }
}
