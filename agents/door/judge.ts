import type { TenantLimits } from '../../contracts/limits.ts'
import type { Answer } from '../core/answers.ts'
import { approvalFault, type Finding } from './judge/approvals.ts'
import { licenceFault } from './judge/licence.ts'
import { generationFault, limitFault, suspendedFault } from './judge/limits.ts'
import { namesFault, objectFault } from './judge/objects.ts'
import { rateFault } from './judge/rates.ts'
import { whoFault } from './judge/who.ts'
import { type Fault, fault, type Parsed } from './parse.ts'
import type { Records } from './records.ts'

export interface Rules {
  ceiling: TenantLimits
  /** For one tenant (judge/rates.ts). */
  destructivePerHour: number
  newPerHour: { tenants: number; services: number }
  /** Of images of one kind, and of roots of one service. */
  patchesPerDay: { builds: number; roots: number }
  /** Host names of the panel, which no tenant may route. */
  panelNames: readonly string[]
}

/** An envelope whose schema was read and whose signatures were looked at. */
export interface Asked {
  parsed: Parsed
  /** SHA-256 (hex) of the canonical action. */
  digest: string
  /** The backend's signature fits. */
  signed: boolean
  approval: Finding
  /** Why the licence file in it does not count. */
  badLicence?: string | undefined
}

export type Verdict =
  | { kind: 'accept' }
  /** Met before: its answer, or null while it runs. */
  | { kind: 'known'; answer: Answer | null }
  /** `counted`: too cheap to make to deserve an entry of its own in the ledger. */
  | { kind: 'refuse'; fault: Fault; counted: boolean }

const longestLife = 15 * 60_000
const clockSkew = 60_000

/**
 * Decides about one action from the keep's own records and nothing else. Pure: the same records and time give the same verdict.
 * An id that was met before is answered even after its time, so that a backend which was away learns what became of it.
 */
export function judge(asked: Asked, records: Records, rules: Rules, now: number): Verdict {
  const { parsed, digest, signed } = asked
  const { action } = parsed
  if (!signed) return refuse(fault('signature_invalid', 'The signature is not that of the backend.'), true)
  const known = records.known(action.id)
  if (known !== undefined && known.digest === digest) return { kind: 'known', answer: known.answer }
  const found =
    (known && fault('replay_mismatch', 'Another action has this id already. Send it with a new id.')) ??
    timeFault(action, now) ??
    whoFault(parsed, records, now) ??
    objectFault(parsed, records, rules.panelNames, now) ??
    namesFault(parsed, records) ??
    limitFault(parsed, records, rules.ceiling) ??
    licenceFault(parsed, records, asked.badLicence, now) ??
    generationFault(parsed, records) ??
    suspendedFault(parsed, records) ??
    rateFault(parsed, records, rules, now) ??
    approvalFault(parsed, asked.approval, records)
  return found === undefined ? { kind: 'accept' } : refuse(found, false)
}

const refuse = (found: Fault, counted: boolean): Verdict => ({ kind: 'refuse', fault: found, counted })

function timeFault({ issuedAt, expiresAt }: Parsed['action'], now: number): Fault | undefined {
  if (issuedAt > now + clockSkew) return fault('expired', 'The action comes from the future. Compare the clocks of the zones.')
  if (expiresAt < now - clockSkew) return fault('expired', 'The action is too old. Ask again.')
  if (expiresAt < issuedAt || expiresAt - issuedAt > longestLife) return fault('expired', 'An action may live for 15 minutes at most.')
  return undefined
}
