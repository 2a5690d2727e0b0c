'use client'

import { Plus } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { LinkButton } from '@/components/ui/link-button'
import { useSuspended } from './suspended'

/** The way to the form for a new service of a tenant; says why not while the tenant is suspended. */
export function CreateServiceLink({ tenant }: { tenant: string }) {
  const text = useText().services
  const suspended = useSuspended(tenant)
  const icon = <Plus aria-hidden="true" />
  if (suspended !== undefined)
    return (
      <Button variant="primary" icon={icon} disabledReason={suspended}>
        {text.create}
      </Button>
    )
  return (
    <LinkButton variant="primary" icon={icon} href={paths.own.serviceNew(tenant)}>
      {text.create}
    </LinkButton>
  )
}
