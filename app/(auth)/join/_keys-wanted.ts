import type { Role } from '@/contracts/roles'
import type { MeView } from '@/contracts/views'

type Keys = Pick<MeView, 'role' | 'memberships' | 'passkeys' | 'authenticators'>

/**
 * What `KeySteps` takes for somebody without any key, null for others: a passkey may be a key that still waits for its approval. The page no
 * longer knows whether this is the first administrator, so the enrolment secret is optional.
 */
export function keysWanted({
  role,
  memberships,
  passkeys,
  authenticators,
}: Keys): { role: Role; first: false; tenant: string | null } | null {
  if (passkeys > 0 || authenticators > 0) return null
  const tenant = role === 'administrator' ? undefined : memberships.find((one) => one.role === role)
  return { role, first: false, tenant: tenant?.tenant ?? null }
}
