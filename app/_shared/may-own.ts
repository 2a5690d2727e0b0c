'use client'

import type { MeView } from '@/contracts/views'
import { useMe } from './me'

/** Whether a person may do an owner's things in a tenant. A courtesy for buttons; the procedures guard. */
export const mayOwn = (me: MeView, tenant: string): boolean =>
  me.role === 'administrator' || me.memberships.some((own) => own.tenant === tenant && own.role === 'owner')

export const useMayOwn = (tenant: string): boolean => mayOwn(useMe(), tenant)
