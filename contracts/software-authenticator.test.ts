import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { describe, expect, it } from 'vitest'
import { type Action, challengeOf } from './envelope.ts'
import { approveWith, createSoftwareAuthenticator, softwareAuthenticator } from './software-authenticator.ts'

const action: Action = {
  ...{ id: '6d5f3a52-6a1c-4f0e-9d5a-2f1f7c1b9a00', name: 'service.wake', actor: { person: 'root', role: 'administrator' } },
  ...{ issuedAt: 1, expiresAt: 2, input: { tenant: 'taaaaaaaaaaaa', service: 'saaaaaaaaaaaa' } },
}

describe('the software authenticator', () => {
  it('makes assertions that hold, for the exact action only, also from its file', async () => {
    const made = await createSoftwareAuthenticator({ rpId: 'localhost', origin: 'http://localhost:8090' })
    const key = softwareAuthenticator.parse(JSON.parse(JSON.stringify(made)))
    const verify = async (challenge: string, counter: number) => {
      const { credential, ...response } = await approveWith(key, action, counter)
      return verifyAuthenticationResponse({
        response: { id: credential, rawId: credential, type: 'public-key', clientExtensionResults: {}, response },
        expectedChallenge: challenge,
        expectedOrigin: key.origin,
        expectedRPID: key.rpId,
        credential: { id: credential, publicKey: Uint8Array.from(Buffer.from(key.publicKey, 'base64url')), counter: 0 },
      })
    }
    // Signatures differ in length with every try: leading zeros and high bits of r and s.
    for (let round = 0; round < 40; round += 1) expect((await verify(await challengeOf(action), 0)).verified).toBe(true)
    expect((await verify(await challengeOf(action), 70_000)).authenticationInfo).toMatchObject({ newCounter: 70_000, userVerified: true })
    await expect(verify(await challengeOf({ ...action, expiresAt: 3 }), 0)).rejects.toThrow('challenge')
  })
})
