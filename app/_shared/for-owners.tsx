'use client'

import type { ReactNode } from 'react'
import { useMayOwn } from './may-own'

interface ForOwnersProps {
  tenant: string
  /** What members get instead. */
  otherwise?: ReactNode
  children: ReactNode
}

/** What only an owner of the tenant, or an administrator, is offered. */
export const ForOwners = ({ tenant, otherwise = null, children }: ForOwnersProps) => (useMayOwn(tenant) ? children : otherwise)
