'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { ForOwners } from '@/app/_shared/for-owners'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { WindowsDialog } from '@/app/_shared/patches/windows-dialog'
import { WindowsText } from '@/app/_shared/patches/windows-text'
import { QueryView } from '@/app/_shared/query-view'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import type { ServicePatchView } from '@/contracts/patches'
import { useService } from './_header'

/** How current the service is, and when it may be interrupted for an update. */
export function PatchPanel() {
  const trpc = useTRPC()
  const { id, tenant } = useService()
  const text = useText().patches
  const query = useQuery(trpc.patches.ofService.queryOptions({ service: id }))
  const [choosing, setChoosing] = useState(false)
  return (
    <Panel
      title={text.service.title}
      description={text.service.hint}
      flush
      actions={
        <ForOwners tenant={tenant}>
          <Button onClick={() => setChoosing(true)}>{text.service.choose}</Button>
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
  const { rootAt, last } = view
  return (
    <Properties
      items={[
        { label: words.state, value: stateText(view, text) },
        ...(rootAt === null ? [] : [{ label: words.version, value: <Time at={rootAt} /> }]),
        {
          label: words.window,
          value: (
            <>
              <WindowsText windows={view.windows} none={text.windows.none} />
              <span className="block text-xs text-content-secondary">{view.own ? words.ownWindow : words.usualWindow}</span>
            </>
          ),
        },
        ...(view.nextAt === null ? [] : [{ label: words.next, value: <Time at={view.nextAt} /> }]),
        ...(last === null
          ? []
          : [
              {
                label: words.last,
                value: (
                  <>
                    <Time at={last.at} />, {words.outcomes[last.state]}
                    {last.error !== null && <span className="block text-xs text-content-secondary">{last.error.message}</span>}
                  </>
                ),
              },
            ]),
      ]}
    />
  )
}

/** A newer version that is built already goes before packages that wait for one. */
function stateText(
  { older, checkedAt, updates, security }: ServicePatchView,
  { service: { states }, updates: counted }: Text['patches'],
): string {
  if (older) return states.older
  if (checkedAt === null) return states.unknown
  return updates === 0 ? states.current : states.waiting(counted(updates, security))
}
