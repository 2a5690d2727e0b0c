'use client'

import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { RowTable } from '@/app/_shared/page-table'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Panel } from '@/components/ui/panel'
import type { AccountsView } from '@/contracts/views'

/** What each list of accounts works with. */
export interface PartProps {
  service: string
  data: AccountsView
  query: TableQuery & { error: unknown }
  /** Whether the person may change any. */
  may: boolean
}

interface AccountPanelProps<T> {
  title: string
  description: string
  add: string
  empty: { icon: ReactNode; title: string; text: string }
  may: boolean
  query: PartProps['query']
  rows: readonly T[]
  columns: Column<T>[]
  nameOf: (row: T) => string
  onAdd: () => void
  actionsOf: (row: T) => MenuEntry[][]
}

/** A list of accounts of one sort, with what can be done with them. */
export function AccountPanel<T>({
  title,
  description,
  add,
  empty,
  may,
  query,
  rows,
  columns,
  nameOf,
  onAdd,
  actionsOf,
}: AccountPanelProps<T>) {
  const text = useText()
  const button = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden="true" />}
      disabledReason={may ? undefined : text.tenant.services.noRight}
      onClick={onAdd}
    >
      {add}
    </Button>
  )
  return (
    <Panel title={title} description={description} flush actions={button}>
      <RowTable
        label={title}
        query={query}
        rows={rows}
        columns={columns}
        rowKey={nameOf}
        rowName={nameOf}
        rowActions={(row) => (may ? actionsOf(row) : [])}
        empty={<EmptyState {...empty} action={button} />}
      />
    </Panel>
  )
}
