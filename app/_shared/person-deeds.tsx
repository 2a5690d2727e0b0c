'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { MenuEntry } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { PersonView } from '@/contracts/views'
import { useApproval } from './approval'
import { mayOwn } from './may'
import { useMe } from './me'
import { type PersonWindow, PersonWindows } from './person-windows'

type Deed = 'suspend' | 'remove' | 'removeAdministrator' | 'delete'
type Shown = PersonWindow

interface PersonDeeds {
  deedsOf: (person: PersonView) => MenuEntry[][]
  /** Has to be rendered once. */
  dialogs: ReactNode
}

/** What can be done with a person: within a tenant its membership, else (for administrators) the account itself. */
export function usePersonDeeds(tenant: string | undefined): PersonDeeds {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.people
  const approve = useApproval()
  const [chosen, setChosen] = useState<{ deed: Deed; person: PersonView }>()
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<{ what: Shown; person: PersonView }>()
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const close = () => setOpen(false)

  const suspend = useMutation(trpc.people.suspend.mutationOptions({ onSuccess: close }))
  const remove = useMutation(trpc.people.remove.mutationOptions({ onSuccess: close }))
  const removeAdministrator = useMutation(trpc.people.removeAdministrator.mutationOptions({ onSuccess: close }))
  const resume = useMutation(trpc.people.resume.mutationOptions({ onError }))
  const signOut = useMutation(trpc.people.signOut.mutationOptions({ onError }))
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onError, onSuccess: () => toast.done(words.roleChanged) }))
  const deletion = useMutation(trpc.people.delete.mutationOptions({ onSuccess: close }))
  const running = { suspend, remove, removeAdministrator, delete: deletion }

  const ask = (deed: Deed, person: PersonView) => {
    for (const mutation of Object.values(running)) mutation.reset()
    setChosen({ deed, person })
    setOpen(true)
  }
  const confirm = ({ deed, person }: { deed: Deed; person: PersonView }) => {
    if (deed === 'suspend') suspend.mutate({ person: person.id }, { onSuccess: () => toast.done(words.suspend.done(person.name)) })
    else if (deed === 'delete') deletion.mutate({ person: person.id }, { onSuccess: () => toast.done(words.delete.done(person.name)) })
    else if (deed === 'removeAdministrator')
      removeAdministrator.mutate({ person: person.id }, { onSuccess: ({ action }) => approve({ action }) })
    else if (tenant !== undefined)
      remove.mutate({ tenant, person: person.id }, { onSuccess: () => toast.done(words.remove.done(person.name)) })
  }

  const membershipDeeds = (person: PersonView, of: string): MenuEntry[][] => {
    const role = person.memberships.find((one) => one.tenant === of)?.role
    const next = role === 'owner' ? ('member' as const) : ('owner' as const)
    const own = person.id === me.person ? words.yourself : undefined
    if (!mayOwn(me, of)) return []
    const ofMember: MenuEntry[] =
      role === 'member'
        ? [
            { label: words.rights.label, onSelect: () => setShown({ what: 'rights', person }) },
            { label: words.handOver.label, onSelect: () => setShown({ what: 'handOver', person }) },
          ]
        : []
    return [
      ofMember,
      [
        {
          label: next === 'owner' ? words.makeOwner : words.makeMember,
          disabledReason: own,
          onSelect: () => setRole.mutate({ tenant: of, person: person.id, role: next }),
        },
      ],
      [{ label: words.remove.label, danger: true, disabledReason: own, onSelect: () => ask('remove', person) }],
    ]
  }
  const accountDeeds = (person: PersonView): MenuEntry[][] => {
    const own = person.id === me.person ? words.yourself : undefined
    const signOutEntry: MenuEntry = {
      label: words.signOut.label,
      onSelect: () => signOut.mutate({ person: person.id }, { onSuccess: () => toast.done(words.signOut.done(person.name)) }),
    }
    const administrator = person.role === 'administrator'
    const suspension: MenuEntry = person.suspended
      ? {
          label: words.resume.label,
          onSelect: () => resume.mutate({ person: person.id }, { onSuccess: () => toast.done(words.resume.done(person.name)) }),
        }
      : {
          label: words.suspend.label,
          danger: true,
          disabledReason: own ?? (administrator ? words.suspend.rootOnly : undefined),
          onSelect: () => ask('suspend', person),
        }
    const removal: MenuEntry = {
      label: words.removeAdministrator.label,
      danger: true,
      disabledReason: own,
      onSelect: () => ask('removeAdministrator', person),
    }
    const looking: MenuEntry[] = [
      { label: words.sessions.label, onSelect: () => setShown({ what: 'sessions', person }) },
      { label: words.tokens, onSelect: () => setShown({ what: 'tokens', person }) },
      { label: text.events.show, onSelect: () => setShown({ what: 'events', person }) },
    ]
    if (me.role !== 'administrator') return [looking]
    const changing: MenuEntry[] = [
      signOutEntry,
      {
        label: words.reset.label,
        disabledReason: administrator ? words.reset.rootOnly : undefined,
        onSelect: () => setShown({ what: 'reset', person }),
      },
    ]
    const duties: MenuEntry[] = [
      {
        label: words.duty.action,
        disabledReason: administrator ? words.duty.isAdministrator : undefined,
        onSelect: () => setShown({ what: 'duty', person }),
      },
      ...(person.role === 'reseller' ? [{ label: words.reseller.label, onSelect: () => setShown({ what: 'limits', person }) }] : []),
    ]
    const deletionEntry: MenuEntry = {
      label: words.delete.label,
      danger: true,
      disabledReason: person.memberships.length > 0 ? words.delete.belongs : undefined,
      onSelect: () => ask('delete', person),
    }
    return [looking, changing, duties, administrator ? [suspension, removal] : [suspension, deletionEntry]]
  }

  const confirmation = chosen !== undefined && (
    <ConfirmDialog
      key={chosen.person.id + chosen.deed}
      open={open}
      onOpenChange={setOpen}
      title={words[chosen.deed].title(chosen.person.name)}
      consequence={words[chosen.deed].consequence}
      confirmLabel={words[chosen.deed].label}
      pending={running[chosen.deed].isPending}
      error={running[chosen.deed].isError ? messageOf(running[chosen.deed].error, text.common.unavailable) : undefined}
      onConfirm={() => confirm(chosen)}
    />
  )
  const hide = () => setShown(undefined)
  const dialogs = (
    <>
      {confirmation}
      {shown !== undefined && <PersonWindows {...shown} tenant={tenant} onClose={hide} />}
    </>
  )
  return { deedsOf: (person) => (tenant === undefined ? accountDeeds(person) : membershipDeeds(person, tenant)), dialogs }
}
