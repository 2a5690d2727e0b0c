import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { paths } from '@/app/_lib/paths'
import { getMe } from '@/app/_lib/server-trpc'
import { AppShell } from '@/app/_shared/app-shell'

/** Pages of administrators. People of tenants are sent to their own first page: a courtesy, the procedures guard. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const me = await getMe()
  if (me !== null && me !== 'unavailable' && me.role !== 'administrator') {
    const first = me.memberships[0]
    redirect(first === undefined ? paths.account : paths.own.overview(first.tenant))
  }
  return <AppShell>{children}</AppShell>
}
