'use client'

import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import type { ApprovalRequestView } from '@/contracts/detail'
import { type Approval, challengeOf } from '@/contracts/envelope'

/** False where the browser or the address (plain http, a bare IP address) rules passkeys out. */
export const passkeysWork = (): boolean => browserSupportsWebAuthn() && window.isSecureContext

/** Makes a passkey. Throws when the person cancels. */
export const makePasskey = (optionsJSON: PublicKeyCredentialCreationOptionsJSON) => startRegistration({ optionsJSON })

/** What a browser made, in the form that the backend's procedures take. */
export const registrationOf = (made: RegistrationResponseJSON) => ({
  ...made,
  response: { ...made.response },
  clientExtensionResults: { ...made.clientExtensionResults },
})
export const assertionOf = (made: AuthenticationResponseJSON) => ({
  ...made,
  response: { ...made.response },
  clientExtensionResults: { ...made.clientExtensionResults },
})

/** Signs in with a passkey. Throws when the person cancels. */
export const signInByPasskey = (optionsJSON: PublicKeyCredentialRequestOptionsJSON) => startAuthentication({ optionsJSON })

/** Signs one exact action. The challenge is computed here, from the very action whose words were shown. */
export async function signAction(request: ApprovalRequestView): Promise<Approval> {
  const signed = await startAuthentication({
    optionsJSON: {
      challenge: await challengeOf(request.action),
      rpId: request.rpId,
      allowCredentials: request.credentials.map((id) => ({ id, type: 'public-key' })),
      userVerification: 'required',
      timeout: 120_000,
    },
  })
  const { authenticatorData, clientDataJSON, signature } = signed.response
  return { credential: signed.id, authenticatorData, clientDataJSON, signature }
}
