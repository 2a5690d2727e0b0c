'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { PanelGridSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { InstallLicence } from './_install'
import { OwnLicence } from './_own'
import { PoolPanel } from './_pool'

/** What the installation may have, and what its services use. */
export function Licences() {
  const trpc = useTRPC()
  const words = useText().licences
  const locked = useMe().role === 'administrator' ? undefined : words.looking
  const query = useQuery(trpc.licences.get.queryOptions())
  const [installing, setInstalling] = useState(false)
  const install = (
    <Button variant="primary" disabledReason={locked} onClick={() => setInstalling(true)}>
      {words.own.install}
    </Button>
  )
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={install} />
      <QueryView query={query} skeleton={<PanelGridSkeleton />}>
        {({ own, pool, monthly }) => (
          <div className="flex flex-col gap-5">
            <OwnLicence own={own} locked={locked} />
            <PoolPanel pool={pool} monthly={monthly} query={query} locked={locked} />
          </div>
        )}
      </QueryView>
      {installing && <InstallLicence onClose={() => setInstalling(false)} />}
    </>
  )
}
