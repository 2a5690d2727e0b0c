import type { Text } from '@/app/_text/catalogues'
import type { Column } from '@/components/table/column'
import { Time } from '@/components/ui/time'
import type { TokenView } from '@/contracts/views'

/** API tokens, without their text. */
export const tokenColumnsOf = (text: Text): Column<TokenView>[] => {
  const words = text.account.tokens
  const reach = ({ tenants, services }: TokenView): string =>
    (services ?? tenants)?.map(({ id, name }) => name ?? id).join(', ') ?? words.everywhere
  return [
    {
      id: 'label',
      header: words.columns.label,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="text-content-raise">{row.label}</span>
          <span className="block text-xs break-words text-content-secondary">
            {row.groups.map((group) => words.groups[group]).join(', ')}
          </span>
        </span>
      ),
    },
    {
      id: 'reach',
      header: words.columns.reach,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="break-words">{reach(row)}</span>
          <span className="block font-mono text-xs break-words text-content-secondary">{row.sources?.join(', ') ?? words.anywhere}</span>
        </span>
      ),
    },
    {
      id: 'used',
      header: words.columns.used,
      cell: (row) => (
        <span title={row.lastAddress ?? undefined}>
          <Time at={row.lastUsed} none={text.components.never} />
        </span>
      ),
    },
    { id: 'ends', header: words.columns.ends, cell: (row) => <Time at={row.expiresAt} /> },
  ]
}
