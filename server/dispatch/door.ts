import type { Readable } from 'node:stream'
import type { ServersSeen } from '../../contracts/administrative-servers.ts'
import type { AlertCondition, Judgement } from '../../contracts/alerts.ts'
import type { Envelope } from '../../contracts/envelope.ts'
import type { ErrorCode } from '../../contracts/errors.ts'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { LedgerEntry, LedgerMark, LedgerVerdict } from '../../contracts/ledger.ts'
import type { LicenceRecords } from '../../contracts/licence.ts'
import type { Observation } from '../../contracts/observation.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import type { CollectorState, Statistics, StatisticsQuery, Top, TopQuery } from '../../contracts/statistics.ts'
import type { Trust } from '../../contracts/trust.ts'

export type Progress = ProgressLine['progress']
export interface ActionError {
  code: ErrorCode
  message: string
  retry: boolean
  refused: boolean
  /** With `stale_generation`: the last one that the keep accepted. */
  generation?: number | undefined
}
export type Answer = { result: Record<string, unknown> } | { error: ActionError }

/** The keep's one entry. Every call throws ReeveError `unavailable` when the door cannot be reached or breaks off. */
export interface Door {
  send(envelope: Envelope, progress: (progress: Progress) => void): Promise<Answer>
  /** Everything when it differs from cursor `after`, at the latest after `wait` seconds. */
  observe(after: string, wait: number, signal: AbortSignal): Promise<Observation>
  kinds(): Promise<KindDescriptor[]>
  /** Which administrative servers answer, and what they say of themselves. */
  servers(): Promise<ServersSeen>
  ledger(query: { after?: number; before?: number; limit: number; tenant?: string; name?: string }): Promise<LedgerEntry[]>
  /** `seen`: an entry that has to be in the chain. */
  verifyLedger(seen: LedgerMark | null): Promise<LedgerVerdict>
  statistics(query: StatisticsQuery): Promise<Statistics>
  topServices(query: TopQuery): Promise<Top>
  collector(): Promise<CollectorState>
  judge(conditions: readonly AlertCondition[]): Promise<Judgement[]>
  trust(): Promise<Trust>
  licences(): Promise<LicenceRecords>
  putUpload(id: string, owner: { tenant: string; service: string }, body: Readable): Promise<{ bytes: number; sha256: string }>
  getUpload(id: string): Promise<Readable>
  deleteUpload(id: string): Promise<void>
  close(): void
}
