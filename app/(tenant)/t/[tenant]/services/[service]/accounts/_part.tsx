'use client'

import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { RowTable } from '@/app/_shared/page-table'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { MenuEntry } from '@/components/ui/menu'
import { Panel } from '@/components/ui/panel'
import type { AccountsView } from '@/contracts/views'
import { type Removal, RemoveDialog } from './_remove'
import { RotateDialog, type Rotation } from './_rotate'

/** What each list of accounts works with. */
export interface PartProps {
  service: string
  data: AccountsView
  query: TableQuery & { error: unknown }
  /** Whether the person may change any. */
  may: boolean
}

interface AccountPanelProps<T, Input> {
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
  /** What can be done with a row beside new passwords and its removal. */
  actionsOf?: (row: T) => MenuEntry[]
  rotation?: Rotation<T>
  removal: Removal<T, Input>
}

/** A list of accounts of one sort, with what can be done with them. */
export function AccountPanel<T, Input>({
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
  rotation,
  removal,
}: AccountPanelProps<T, Input>) {
  const text = useText()
  const [removing, setRemoving] = useState<T>()
  const [rotating, setRotating] = useState<T>()
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
  const menu = (row: T): MenuEntry[][] => {
    const remove = () => {
      // The error of an earlier attempt is not about this one.
      removal.mutation.reset()
      setRemoving(row)
    }
    const rotate = rotation && {
      label: rotation.label,
      disabledReason: rotation.disabledReason?.(row),
      onSelect: () => setRotating(row),
    }
    return [[...(actionsOf?.(row) ?? []), ...(rotate ? [rotate] : [])], [{ label: removal.label, danger: true, onSelect: remove }]]
  }
  const gone = () => {
    setRemoving(undefined)
    void query.refetch()
  }
  return (
    <Panel title={title} description={description} flush actions={button}>
      <RowTable
        label={title}
        query={query}
        rows={rows}
        columns={columns}
        rowKey={nameOf}
        rowName={nameOf}
        rowActions={(row) => (may ? menu(row) : [])}
        empty={<EmptyState {...empty} action={button} />}
      />
      {removing !== undefined && <RemoveDialog removal={removal} row={removing} onGone={gone} onClose={() => setRemoving(undefined)} />}
      {rotation !== undefined && rotating !== undefined && (
        <RotateDialog rotation={rotation} row={rotating} onClose={() => setRotating(undefined)} />
      )}
    </Panel>
  )
}
