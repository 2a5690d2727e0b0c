'use client'

import { useQuery } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Id } from '@/components/ui/id'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Progress } from '@/components/ui/progress'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { tallyOf } from '@/contracts/patch-counts'
import type { RunView } from '@/contracts/patches'
import { RunBadge } from '../_run-states'
import { Changes } from './_changes'
import { RunDeeds } from './_deeds'
import { Targets } from './_targets'

/** One run: how far it is, and what became of each service. */
export function Run({ run }: { run: string }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.patches.run.queryOptions({ run }))
  return (
    <QueryView query={query} skeleton={<PanelSkeleton />}>
      {(report) => <Report report={report} />}
    </QueryView>
  )
}

function Report({ report }: { report: RunView }) {
  const text = useText().patches
  const tally = tallyOf(report.counts)
  return (
    <>
      <PageHeader
        title={text.runTitle(report.title)}
        badge={<RunBadge run={report} text={text} />}
        back={{ href: paths.patches, label: text.title }}
        actions={<RunDeeds run={report} />}
      />
      <div className="flex flex-col gap-5">
        {report.error !== null && <Notice tone="bad">{report.error.message}</Notice>}
        <Progress label={text.progress(tally)} value={tally.patched} of={tally.all} visible />
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <Panel title={text.facts} flush>
            <Properties
              items={[
                { label: text.image, value: report.image === null ? '–' : <Id value={report.image} what={text.image} /> },
                { label: text.startedBy, value: report.startedBy },
                { label: text.begun, value: <Time at={report.createdAt} /> },
                { label: text.ended, value: <Time at={report.endedAt} /> },
                ...(report.waitUntil === null ? [] : [{ label: text.restAt, value: <Time at={report.waitUntil} /> }]),
              ]}
            />
          </Panel>
          <Changes packages={report.packages} />
        </div>
        <Targets run={report.id} />
      </div>
    </>
  )
}
