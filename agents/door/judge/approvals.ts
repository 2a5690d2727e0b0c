import { createHash, timingSafeEqual } from 'node:crypto'
import { type ActionName, actionSpec } from '../../../contracts/actions.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { AuthenticatorRecord, Records } from '../records.ts'
import { isBySecret } from './who.ts'

/** What the signature under an approval turned out to be (approval.ts): looked at before the transaction, weighed inside it. */
export type Finding = { kind: 'absent' } | { kind: 'invalid'; why: string } | { kind: 'valid'; authenticator: string; counter: number }

export const digestOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Critical actions need a key that the keep trusts for them, or for the first keys the terminal's secret. */
export function approvalFault(parsed: Parsed, finding: Finding, records: Records): Fault | undefined {
  if (actionSpec(parsed.name).risk !== 'critical') return undefined
  if (parsed.name === 'authenticator.enrol' && parsed.input.secret !== null) return secretFault(parsed, parsed.input.secret, records)
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

/** What a key of one tenant may approve for it. */
const tenantKeysApprove: readonly ActionName[] = [
  'service.delete',
  'backup.restore',
  'backup.remove',
  'tenant.handOver',
  'authenticator.enrol',
  'authenticator.revoke',
]

function mayApprove(key: AuthenticatorRecord, parsed: Parsed): boolean {
  if (key.tenant === null) return true
  const own = 'tenant' in parsed.input && parsed.input.tenant === key.tenant
  return own && tenantKeysApprove.includes(parsed.name)
}

/** The secret has 125 random bits: nobody guesses it, so tries are not counted, and nobody can use them up. */
function secretFault(parsed: Parsed, secret: string, records: Records): Fault | undefined {
  if (!isBySecret(parsed)) return fault('forbidden', 'The secret enrols a key of the person who asks, for everything.')
  const wanted = records.secretDigest()
  const right = wanted !== undefined && timingSafeEqual(Buffer.from(wanted, 'hex'), Buffer.from(digestOfSecret(secret), 'hex'))
  return right ? undefined : fault('approval_invalid', 'The secret is wrong or was used. Ask for a new one on the terminal of the machine.')
}
