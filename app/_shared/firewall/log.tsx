'use client'

import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { RowTable } from '@/app/_shared/page-table'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { FirewallLogView } from '@/contracts/firewall-views'
import { type FirewallQuery, usePlaces } from './use-firewall'
import type { Whose } from './whose'

type Line = FirewallLogView['lost'][number]

/** A scan of ports fills a page; the newest lines tell enough until somebody wants them all. */
const shownFirst = 20

/** What was turned away, with the rule that did it. */
export function Log({ whose, query }: { whose: Whose; query: FirewallQuery }) {
  const words = useText().firewall.log
  const nameOf = usePlaces(whose)
  const rows = query.data?.lost.filter(({ service }) => whose.service === undefined || service === whose.service || service === null)
  const [whole, setWhole] = useState(false)
  const more = rows !== undefined && rows.length > shownFirst && !whole
  const { columns } = words
  const layout: Column<Line>[] = [
    { id: 'at', header: columns.at, cell: (line) => <Time at={line.at} /> },
    { id: 'packets', header: columns.packets, align: 'right', cell: (line) => line.packets },
    { id: 'source', header: columns.source, cell: (line) => <span className="break-all">{line.source}</span> },
    {
      id: 'destination',
      header: columns.destination,
      wideOnly: true,
      cell: (line) => <span className="break-all">{line.destination ?? '–'}</span>,
    },
    { id: 'traffic', header: columns.traffic, cell: (line) => (line.port === null ? line.protocol : `${line.protocol} ${line.port}`) },
    { id: 'service', header: columns.service, cell: (line) => line.serviceName ?? '–' },
    {
      id: 'by',
      header: columns.by,
      cell: ({ rule, why }) => (rule !== null ? (nameOf(rule) ?? rule) : why !== null ? words.whys[why] : words.administrator),
    },
  ]
  const scans = query.data?.scans ?? []
  return (
    <>
      {scans.length > 0 && (
        <Notice tone="warn" title={words.scanTitle}>
          {scans.map(({ source, ports }) => (
            <p key={source}>{words.scan(source, ports)}</p>
          ))}
        </Notice>
      )}
      <Panel flush title={words.title} description={words.text}>
        <RowTable
          label={words.title}
          query={query}
          rows={more ? rows.slice(0, shownFirst) : rows}
          columns={layout}
          rowKey={(line) => `${line.rule} ${line.why} ${line.source} ${line.destination} ${line.protocol} ${line.port}`}
          rowName={(line) => line.source}
          empty={<EmptyState icon={<ShieldCheck />} title={words.emptyTitle} text={words.emptyText} />}
        />
        {more && (
          <div className="border-t border-stroke-faint px-4 py-2">
            <Button onClick={() => setWhole(true)}>{words.showAll(rows.length)}</Button>
          </div>
        )}
      </Panel>
    </>
  )
}
