'use client'

import { useMe } from '@/app/_shared/me'

/** Whether the person may do an owner's things in this tenant. A courtesy for buttons; the procedures guard. */
export function useMayOwn(tenant: string): boolean {
  const me = useMe()
  return me.role === 'administrator' || me.memberships.some((own) => own.tenant === tenant && own.role === 'owner')
}
