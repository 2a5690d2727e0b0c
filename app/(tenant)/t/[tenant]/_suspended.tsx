'use client'

import { useSuspended } from '@/app/_shared/suspended'
import { useText } from '@/app/_text/use-text'
import { Notice } from '@/components/ui/notice'

/** On every page of a suspended tenant: that it is, and who can change it. */
export function SuspendedNotice({ tenant }: { tenant: string }) {
  const text = useText().shell
  if (useSuspended(tenant) === undefined) return null
  return (
    <Notice tone="warn" className="mb-5">
      {text.tenantSuspended}
    </Notice>
  )
}
