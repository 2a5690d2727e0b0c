import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { signInThen } from '@/app/_lib/paths'
import { getMe } from '@/app/_lib/server-trpc'
import { readTheme, themeCookie } from '@/components/shell/theme'
import { BackendDown } from './backend-down'
import { SignedIn } from './signed-in'

/** The frame of every page behind sign-in: finds out who it is (a courtesy; the procedures guard), then draws bar and navigation. */
export async function AppShell({ children }: { children: ReactNode }) {
  const me = await getMe()
  if (me === 'unavailable') return <BackendDown />
  if (me === null) redirect(signInThen((await headers()).get('x-path') ?? '/'))
  const theme = readTheme((await cookies()).get(themeCookie)?.value)
  return (
    <SignedIn me={me} theme={theme}>
      {children}
    </SignedIn>
  )
}
