'use client'

import { useMutation } from '@tanstack/react-query'
import { LogOut, UserRound } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { buttonStyle } from '@/components/ui/button-style'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { MeView } from '@/contracts/views'

export function AccountMenu({ me }: { me: MeView }) {
  const trpc = useTRPC()
  const text = useText()
  const signOut = useMutation(
    trpc.auth.signOut.mutationOptions({
      // A full load, so that nothing of this person stays in memory.
      onSuccess: () => window.location.assign(paths.signIn),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const initials = me.name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('')
  return (
    <Menu
      header={
        <div className="border-b border-stroke-faint px-2 pt-1 pb-2 mb-1">
          <p className="font-medium text-content-raise">{me.name}</p>
          <p className="text-xs break-all text-content-secondary">{me.email}</p>
        </div>
      }
      groups={[
        [{ label: text.shell.nav.account, icon: <UserRound />, href: paths.account }],
        [{ label: text.shell.signOut, icon: <LogOut />, onSelect: () => signOut.mutate() }],
      ]}
      trigger={
        <button
          type="button"
          aria-label={text.shell.accountMenu(me.name)}
          className={buttonStyle('secondary', 'sm', true, 'rounded-full text-xs font-semibold')}
        >
          {initials}
        </button>
      }
    />
  )
}
