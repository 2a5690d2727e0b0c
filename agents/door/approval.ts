import { type Action, type Approval, challengeOf } from '../../contracts/envelope.ts'
import type { Finding } from './judge/approvals.ts'
import type { AuthenticatorRecord } from './records.ts'

export interface Site {
  rpId: string
  origins: string[]
}

/** Looks at the signature of an approval over exactly this action. Never throws: what cannot be read is invalid. */
export async function examineApproval(
  action: Action,
  given: Approval | null,
  key: AuthenticatorRecord | undefined,
  site: Site,
): Promise<Finding> {
  if (given === null) return { kind: 'absent' }
  if (key === undefined) return { kind: 'invalid', why: 'the key is not enrolled.' }
  try {
    // Loaded when the first approval comes: it is most of what the door would hold in memory otherwise.
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: given.credential,
        rawId: given.credential,
        type: 'public-key',
        clientExtensionResults: {},
        response: { authenticatorData: given.authenticatorData, clientDataJSON: given.clientDataJSON, signature: given.signature },
      },
      expectedChallenge: await challengeOf(action),
      expectedOrigin: site.origins,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      // The counter is compared inside the accepting transaction (judge/approvals.ts), where nobody can come in between.
      credential: { id: key.credential, publicKey: Uint8Array.from(Buffer.from(key.publicKey, 'base64url')), counter: -1 },
    })
    if (!verified) return { kind: 'invalid', why: 'the signature is not that of the key.' }
    return { kind: 'valid', authenticator: key.id, counter: authenticationInfo.newCounter }
  } catch (error) {
    return { kind: 'invalid', why: error instanceof Error ? `${error.message.slice(0, 200)}.` : 'it cannot be read.' }
  }
}
