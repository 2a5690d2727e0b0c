import type { ReactNode } from 'react'
import { AppShell } from '@/app/_shared/app-shell'

/** Pages of every person, whatever the role. */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return <AppShell>{children}</AppShell>
}
