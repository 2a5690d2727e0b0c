'use client'

import { Alerts } from '@/app/_shared/alerts/alerts'
import { useMayOwn } from '@/app/_shared/may-own'

export function TenantAlerts({ tenant }: { tenant: string }) {
  return <Alerts tenant={tenant} mayChange={useMayOwn(tenant)} />
}
