import type { ReactNode } from 'react'
import { AppShell } from '@/app/_shared/app-shell'

export default function TenantLayout({ children }: { children: ReactNode }) {
  return <AppShell>{children}</AppShell>
}
