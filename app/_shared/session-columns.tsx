import type { Text } from '@/app/_text/catalogues'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { isThisMachine } from '@/contracts/places'
import type { SessionView } from '@/contracts/views'

/** Where somebody is signed in. */
export const sessionColumnsOf = (text: Text): Column<SessionView>[] => {
  const { sessionColumns } = text.account
  return [
    {
      id: 'browser',
      header: sessionColumns.browser,
      cell: (row) => (
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <span className="min-w-0 break-words text-content-raise">{row.browser}</span>
          {row.current && <Badge tone="good">{text.account.thisSession}</Badge>}
        </span>
      ),
    },
    {
      id: 'address',
      header: sessionColumns.address,
      cell: (row) => (isThisMachine(row.address) ? text.account.thisMachine : <span className="font-mono text-xs">{row.address}</span>),
    },
    { id: 'seen', header: sessionColumns.seen, cell: (row) => <Time at={row.lastSeen} /> },
    { id: 'created', header: sessionColumns.created, wideOnly: true, cell: (row) => <Time at={row.createdAt} /> },
  ]
}
