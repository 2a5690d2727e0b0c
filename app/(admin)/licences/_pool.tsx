'use client'

import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { paths } from '@/app/_lib/paths'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import type { LicencesView, PoolLicenceView } from '@/contracts/licence'
import { type PoolDeed, PoolDeedDialog, seatName } from './_deeds'
import { formatMoney } from './_money'

interface Props extends Pick<LicencesView, 'pool' | 'monthly'> {
  query: TableQuery & { error: unknown }
  locked: string | undefined
}

/** Licences of others: who has which seat, when they end, what they cost. */
export function PoolPanel({ pool, monthly, query, locked }: Props) {
  const text = useText()
  const words = text.licences.pool
  const [deed, setDeed] = useState<PoolDeed>()
  const add = (
    <Button icon={<Plus aria-hidden="true" />} disabledReason={locked} onClick={() => setDeed({ do: 'add' })}>
      {words.add}
    </Button>
  )
  const sum = monthly.map(({ amount, currency }) => formatMoney(amount, currency)).join(', ')
  return (
    <Panel title={words.title} description={sum === '' ? words.noCost : words.hint(sum)} actions={pool.length > 0 && add} flush>
      <RowTable
        label={words.title}
        query={query}
        rows={pool}
        columns={columnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => row.title}
        rowActions={(row) => deedsOf(row, text, locked, setDeed)}
        empty={<EmptyState icon={<KeyRound />} title={words.emptyTitle} text={words.emptyText} action={add} />}
      />
      {deed !== undefined && <PoolDeedDialog deed={deed} onClose={() => setDeed(undefined)} />}
    </Panel>
  )
}

function deedsOf(row: PoolLicenceView, { licences }: Text, locked: string | undefined, start: (deed: PoolDeed) => void): MenuEntry[][] {
  const { pool, give, take } = licences
  const used = row.seatsUsed.length
  return [
    [
      {
        label: give.label,
        disabledReason: locked ?? (used >= row.seats ? give.full : undefined),
        onSelect: () => start({ do: 'give', licence: row }),
      },
      { label: pool.edit, disabledReason: locked, onSelect: () => start({ do: 'edit', licence: row }) },
    ],
    row.seatsUsed.map((seat) => ({
      label: take.label(seatName(seat)),
      danger: true,
      disabledReason: locked,
      onSelect: () => start({ do: 'take', licence: row, seat }),
    })),
    [
      {
        label: pool.remove,
        danger: true,
        disabledReason: locked ?? (used > 0 ? pool.inUse : undefined),
        onSelect: () => start({ do: 'remove', licence: row }),
      },
    ],
  ].filter((group) => group.length > 0)
}

function columnsOf({ licences }: Text): Column<PoolLicenceView>[] {
  const { columns, per, nobody, seats, ends } = licences.pool
  return [
    {
      id: 'title',
      header: columns.title,
      cell: (row) => (
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="text-content-raise">{row.title}</span>
          <span className="font-mono text-xs text-content-secondary">{row.name}</span>
        </span>
      ),
    },
    { id: 'vendor', header: columns.vendor, wideOnly: true, cell: (row) => row.vendor },
    { id: 'seats', header: columns.seats, align: 'right', cell: (row) => seats(row.seatsUsed.length, row.seats) },
    {
      id: 'services',
      header: columns.services,
      cell: (row) =>
        row.seatsUsed.length === 0 ? (
          <span className="text-content-tertiary">{nobody}</span>
        ) : (
          <span className="flex flex-wrap gap-x-3 py-1">
            {row.seatsUsed.map((seat) => (
              <TextLink key={seat.service} href={paths.own.service(seat.tenant, seat.service)}>
                {seatName(seat)}
              </TextLink>
            ))}
          </span>
        ),
    },
    {
      id: 'lastDay',
      header: columns.lastDay,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          {row.expires ?? licences.own.never}
          {row.daysLeft !== null && row.daysLeft <= 31 && <Badge tone={row.daysLeft <= 8 ? 'bad' : 'warn'}>{ends(row.daysLeft)}</Badge>}
        </span>
      ),
    },
    {
      id: 'cost',
      header: columns.cost,
      align: 'right',
      cell: ({ cost }) => (cost === null ? '–' : `${formatMoney(cost.amount, cost.currency)} ${per[cost.per]}`),
    },
  ]
}
