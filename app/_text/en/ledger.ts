import { formatNumber } from '@/contracts/number'

export const ledger = {
  title: 'Audit ledger',
  description: 'The keep writes down every action it accepts, refuses and ends. Each entry seals the one before.',
  ofKeep: 'Of the keep',
  verify: 'Verify',
  whole: (entries: number) => `The chain is whole: ${formatNumber(entries)} entries.`,
  broken: (at: number) => `The chain is broken at entry ${at}. Somebody changed the keep's records, or its disk is damaged.`,
  head: 'Head',
  emptyTitle: 'No entry yet',
  emptyText: 'The first action makes the first entry.',
  columns: { sequence: 'No.', kind: 'What', name: 'Action', actor: 'By', tenant: 'Tenant', at: 'When', hash: 'Hash' },
  kinds: { accepted: 'accepted', refused: 'refused', done: 'done', failed: 'failed', approved: 'approved', trust: 'trust' },
  allActions: 'All actions',
  newest: 'Newest',
  isNewest: 'These are the newest entries.',
  older: 'Older',
  isOldest: 'There is nothing older.',
}
