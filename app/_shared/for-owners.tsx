'use client'

import type { ReactNode } from 'react'
import { mayLook, mayOwn } from './may'
import { useMe } from './me'

interface ForOwnersProps {
  tenant: string
  /** Also for those who look and change nothing. */
  looking?: boolean
  /** What members get instead. */
  otherwise?: ReactNode
  children: ReactNode
}

/** What only an owner of the tenant, its reseller or an administrator is offered. */
export function ForOwners({ tenant, looking = false, otherwise = null, children }: ForOwnersProps) {
  const me = useMe()
  return (looking ? mayLook : mayOwn)(me, tenant) ? children : otherwise
}
