'use client'

import { Badge } from '@/components/ui/badge'
import { formatExact } from '@/components/ui/format'
import type { BackupRow } from '@/contracts/backups'

type Verdict = BackupRow['verified']
type VerdictWords = Record<'good' | 'bad' | 'none', string>

/** How a check or a trial ended, and when on hover. */
export function VerdictBadge({ verdict, words }: { verdict: Verdict; words: VerdictWords }) {
  if (verdict === null) return <span className="whitespace-nowrap text-content-secondary">{words.none}</span>
  return (
    <span title={`${formatExact(verdict.at)}: ${verdict.text}`}>
      <Badge tone={verdict.ok ? 'good' : 'bad'}>{verdict.ok ? words.good : words.bad}</Badge>
    </span>
  )
}
