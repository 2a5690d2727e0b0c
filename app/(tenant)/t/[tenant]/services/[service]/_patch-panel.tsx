'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { ForOwners } from '@/app/_shared/for-owners'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { WindowsDialog } from '@/app/_shared/patches/windows-dialog'
import { WindowsText } from '@/app/_shared/patches/windows-text'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import type { ServicePatchView } from '@/contracts/patches'
import { useService } from './_header'

/** How old the service's root is, what is newer, and when it may be patched. */
export function PatchPanel() {
  const trpc = useTRPC()
  const { id, tenant } = useService()
  const text = useText().patches
  const query = useQuery(trpc.patches.ofService.queryOptions({ service: id }))
  const [choosing, setChoosing] = useState(false)
  return (
    <Panel
      title={text.service.title}
      flush
      actions={
        <ForOwners tenant={tenant}>
          <Button onClick={() => setChoosing(true)}>{text.windows.choose}</Button>
        </ForOwners>
      }
    >
      <QueryView
        query={query}
        skeleton={
          <div className="p-4">
            <PanelSkeleton />
          </div>
        }
      >
        {(view) => (
          <>
            <Facts view={view} />
            {choosing && <WindowsDialog tenant={tenant} windows={view.own ? view.windows : []} onClose={() => setChoosing(false)} />}
          </>
        )}
      </QueryView>
    </Panel>
  )
}

function Facts({ view }: { view: ServicePatchView }) {
  const text = useText().patches
  const words = text.service
  const root =
    view.rootAt === null ? (
      words.unknown
    ) : (
      <>
        {words.rootOf} <Time at={view.rootAt} />
      </>
    )
  return (
    <Properties
      items={[
        {
          label: words.root,
          value: (
            <>
              {root} {view.older && words.older}
            </>
          ),
        },
        { label: words.waiting, value: view.checkedAt === null ? words.unknown : text.updates(view.updates, view.security) },
        { label: words.window, value: <WindowsText windows={view.windows} none={text.windows.none} /> },
        ...(view.nextAt === null ? [] : [{ label: words.next, value: <Time at={view.nextAt} /> }]),
        ...(view.last === null
          ? []
          : [
              {
                label: words.last,
                value: (
                  <>
                    {text.targetStates[view.last.state]}, <Time at={view.last.at} />
                    {view.last.error !== null && <span className="block text-xs">{view.last.error.message}</span>}
                  </>
                ),
              },
            ]),
      ]}
    />
  )
}
