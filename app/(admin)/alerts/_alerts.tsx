'use client'

import { Alerts } from '@/app/_shared/alerts/alerts'
import { useMe } from '@/app/_shared/me'

/** Auditors look at them. */
export function AdminAlerts() {
  return <Alerts mayChange={useMe().role === 'administrator'} />
}
