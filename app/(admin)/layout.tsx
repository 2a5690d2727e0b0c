import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { paths } from '@/app/_lib/paths'
import { getMe } from '@/app/_lib/server-trpc'
import { AppShell } from '@/app/_shared/app-shell'
import { worksOnTenants } from '@/app/_shared/may'
import { NoTenant } from '@/app/_shared/no-tenant'

/** Pages for who works on tenants. People of tenants are sent to their own first page: a courtesy, the procedures guard. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const me = await getMe()
  if (me !== null && me !== 'unavailable' && !worksOnTenants(me)) {
    const first = me.viewing?.tenant ?? me.memberships[0]?.tenant
    if (first !== undefined) redirect(paths.own.overview(first))
    return (
      <AppShell>
        <NoTenant />
      </AppShell>
    )
  }
  return <AppShell>{children}</AppShell>
}
