import { createHash } from 'node:crypto'
import { actionSpec } from '../../../contracts/actions.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { AuthenticatorRecord, Records } from '../records.ts'
import { isBySecret } from './who.ts'

/** What the signature under an approval turned out to be (approval.ts): looked at before the transaction, weighed inside it. */
export type Finding = { kind: 'absent' } | { kind: 'invalid'; why: string } | { kind: 'valid'; authenticator: string; counter: number }

const hour = 3_600_000
const wrongSecretsPerHour = 5

export const digestOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Critical actions need a key that the keep trusts for them, or for the first keys the terminal's secret. */
export function approvalFault(parsed: Parsed, finding: Finding, records: Records, now: number): Fault | undefined {
  if (actionSpec(parsed.name).risk !== 'critical') return undefined
  if (parsed.name === 'authenticator.enrol' && parsed.input.secret !== null) return secretFault(parsed, parsed.input.secret, records, now)
  if (finding.kind === 'absent') return fault('approval_needed', 'This needs the approval of a person with an enrolled key.')
  if (finding.kind === 'invalid') return fault('approval_invalid', `The approval does not hold: ${finding.why}`)
  const key = records.authenticator(finding.authenticator)
  if (key === undefined) return fault('approval_invalid', 'The approval does not hold: the key is not trusted any more.')
  // Both 0: an authenticator that does not count (passkeys that are synchronized).
  const counts = finding.counter > 0 || key.counter > 0
  if (counts && finding.counter <= key.counter) return fault('approval_invalid', 'The approval does not hold: it was used before.')
  if (!mayApprove(key, parsed)) return fault('approval_invalid', 'The approval does not hold: this key may not approve this.')
  if (parsed.name !== 'authenticator.enrol' || parsed.input.tenant !== null) return undefined
  const { person } = parsed.input
  return person === 'root' || records.administrator(person) !== undefined
    ? undefined
    : fault('forbidden', 'Only an administrator has a key for everything. Make this person an administrator first.')
}

function mayApprove(key: AuthenticatorRecord, parsed: Parsed): boolean {
  if (key.tenant === null) return true
  const own = 'tenant' in parsed.input && parsed.input.tenant === key.tenant
  return own && (parsed.name === 'service.delete' || parsed.name === 'authenticator.enrol' || parsed.name === 'authenticator.revoke')
}

/** The tries are counted by the caller, which sees `approval_invalid` for an action that carries a secret. */
function secretFault(parsed: Parsed, secret: string, records: Records, now: number): Fault | undefined {
  if (records.wrongSecretsSince(now - hour) >= wrongSecretsPerHour) {
    return fault('rate_limited', 'Too many wrong secrets. Wait an hour, or ask for a new one on the terminal of the machine.')
  }
  const wanted = records.secretDigest()
  const right = wanted !== undefined && wanted === digestOfSecret(secret)
  if (!right) return fault('approval_invalid', 'The secret is wrong or was used. Ask for a new one on the terminal of the machine.')
  return isBySecret(parsed) ? undefined : fault('forbidden', 'The secret enrols a key of the person who asks, for everything.')
}
