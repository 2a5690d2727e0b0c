'use client'

import { Building2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { useMe } from './me'

/** The first page of somebody who belongs to no tenant: what that means, until somebody takes them into one. */
export function NoTenant() {
  const me = useMe()
  const router = useRouter()
  const text = useText().shell
  const first = me.viewing?.tenant ?? me.memberships[0]?.tenant
  useEffect(() => {
    if (first !== undefined) router.replace(paths.own.overview(first))
  }, [first, router])
  return (
    <EmptyState
      icon={<Building2 />}
      title={text.noTenantTitle}
      text={text.noTenantText(me.email)}
      action={<LinkButton href={paths.account}>{text.nav.account}</LinkButton>}
    />
  )
}
