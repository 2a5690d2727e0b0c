'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { WindowsDialog } from '@/app/_shared/patches/windows-dialog'
import { WindowsText } from '@/app/_shared/patches/windows-text'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { PatchesView, PatchWindow } from '@/contracts/patches'
import { Host } from './_host'
import { Kinds } from './_kinds'
import { Runs } from './_runs'
import { Schedules } from './_schedules'
import { Todo } from './_todo'

/** What is outdated at a glance; below it kinds, runs, the machine and windows. Auditors look. */
export function Patches() {
  const trpc = useTRPC()
  const { patches: text, common, tenant } = useText()
  const locked = useMe().role === 'administrator' ? undefined : tenant.services.looking
  const query = useQuery(trpc.patches.get.queryOptions())
  const check = useMutation(trpc.patches.check.mutationOptions({ onError: (error) => toast.failed(messageOf(error, common.unavailable)) }))
  const looking = check.isPending || (query.data?.checking ?? null) !== null
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        actions={
          <Button
            icon={<RefreshCw aria-hidden="true" />}
            pending={looking}
            {...(locked !== undefined && { disabledReason: locked })}
            onClick={() => check.mutate()}
          >
            {looking ? text.checking : text.check}
          </Button>
        }
      />
      <QueryView query={query} skeleton={<PanelSkeleton />}>
        {(view) => <Parts view={view} locked={locked} />}
      </QueryView>
    </>
  )
}

function Parts({ view, locked }: { view: PatchesView; locked: string | undefined }) {
  const text = useText().patches
  const checked = view.checkedAt === null ? text.never : <Checked at={view.checkedAt} />
  return (
    <div className="flex flex-col gap-5">
      <Panel title={text.todo} description={checked}>
        <Todo view={view} />
      </Panel>
      <Kinds kinds={view.kinds} locked={locked} />
      <Runs runs={view.runs} />
      <Host host={view.host} version={view.version} locked={locked} />
      <Schedules schedules={view.schedules} locked={locked} />
      <Windows windows={view.windows} locked={locked} />
    </div>
  )
}

function Checked({ at }: { at: number }) {
  const text = useText().patches
  return (
    <>
      {text.checked} <Time at={at} />
    </>
  )
}

function Windows({ windows, locked }: { windows: PatchWindow[]; locked: string | undefined }) {
  const text = useText().patches.windows
  const [choosing, setChoosing] = useState(false)
  return (
    <Panel
      title={text.title}
      description={text.text}
      actions={
        <Button {...(locked !== undefined && { disabledReason: locked })} onClick={() => setChoosing(true)}>
          {text.choose}
        </Button>
      }
    >
      <WindowsText windows={windows} none={text.none} />
      {choosing && <WindowsDialog windows={windows} onClose={() => setChoosing(false)} />}
    </Panel>
  )
}
