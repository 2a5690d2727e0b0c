'use client'

import { Firewall } from '@/app/_shared/firewall/firewall'
import { useMayOwn } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { useService } from '../_header'

/** The rules that are about one service; a new one is for it alone. */
export function ServiceFirewall() {
  const { id, tenant } = useService()
  const text = useText()
  return <Firewall whose={{ tenant, service: id }} locked={useMayOwn(tenant) ? undefined : text.tenant.services.noOwn} />
}
