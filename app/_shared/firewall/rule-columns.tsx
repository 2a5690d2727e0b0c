import type { Text } from '@/app/_text/catalogues'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { Tone } from '@/components/ui/tone'
import type { Verdict } from '@/contracts/firewall'
import { hoursText, rateText, remoteText, trafficText } from '@/contracts/firewall-text'
import type { FirewallLogView } from '@/contracts/firewall-views'
import type { PlacedRule } from './rules'

const tones: Record<Verdict, Tone> = { allow: 'good', deny: 'bad', reject: 'bad', limit: 'warn' }

export function ruleColumns(
  words: Text['firewall'],
  sets: readonly { id: string; name: string }[],
  log: FirewallLogView | undefined,
): Column<PlacedRule>[] {
  const { columns } = words
  const hits = new Map(log?.hits.map((hit) => [hit.rule, hit]))
  return [
    { id: 'place', header: columns.place, cell: ({ scope, place }) => `${words.scopes[scope]} ${place}` },
    {
      id: 'verdict',
      header: columns.verdict,
      cell: ({ rule }) => (
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={rule.enabled ? tones[rule.verdict] : 'neutral'}>{words.verdicts[rule.verdict]}</Badge>
          {rule.rate !== null && rateText(rule.rate)}
          {!rule.enabled && <span className="text-content-tertiary">{words.off}</span>}
        </span>
      ),
    },
    { id: 'way', header: columns.way, cell: ({ rule }) => words.directions[rule.direction] },
    {
      id: 'remote',
      header: columns.remote,
      cell: ({ rule }) => <span className="line-clamp-2 break-all">{remoteText(rule.remote, sets, words.anywhere)}</span>,
    },
    { id: 'traffic', header: columns.traffic, cell: ({ rule }) => trafficText(rule) },
    {
      id: 'hours',
      header: columns.hours,
      wideOnly: true,
      cell: ({ rule }) => (rule.hours === null ? words.always : hoursText(rule.hours)),
    },
    { id: 'packets', header: columns.packets, align: 'right', cell: ({ rule }) => hits.get(rule.id)?.packets ?? '–' },
    { id: 'last', header: columns.last, wideOnly: true, cell: ({ rule }) => <Time at={hits.get(rule.id)?.last ?? null} /> },
    { id: 'comment', header: columns.comment, wideOnly: true, cell: ({ rule }) => rule.comment },
  ]
}
