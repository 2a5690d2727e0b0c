import { createHash, createPrivateKey, sign } from 'node:crypto'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from '../../contracts/software-authenticator.ts'

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest()
const b64 = (data: Buffer | string): string => Buffer.from(data).toString('base64url')

export const newKey = (): Promise<SoftwareAuthenticator> =>
  createSoftwareAuthenticator({ rpId: 'localhost', origin: 'http://localhost:8090' })

/** What a browser answers when a key is made for this challenge (attestation `none`), at the key's own site. */
export function registration(key: SoftwareAuthenticator, challenge: string) {
  const { rpId, origin } = key
  const credential = Buffer.from(key.credential, 'base64url')
  const length = Buffer.from([0, credential.length])
  const data = Buffer.concat([
    sha256(rpId),
    Buffer.from([0x45, 0, 0, 0, 0]),
    Buffer.alloc(16),
    length,
    credential,
    Buffer.from(key.publicKey, 'base64url'),
  ])
  const attestation = Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x59, data.length >> 8, data.length & 255]),
    data,
  ])
  const clientDataJSON = b64(JSON.stringify({ type: 'webauthn.create', challenge, origin, crossOrigin: false }))
  const response = { clientDataJSON, attestationObject: b64(attestation) }
  return { id: key.credential, rawId: key.credential, type: 'public-key' as const, response, clientExtensionResults: {} }
}

/** What a browser answers when the key signs this challenge. */
export function assertion(key: SoftwareAuthenticator, challenge: string) {
  const { rpId, origin } = key
  const data = Buffer.concat([sha256(rpId), Buffer.from([0x05, 0, 0, 0, 0])])
  const client = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }))
  const privateKey = createPrivateKey({ key: { ...key.privateKeyJwk }, format: 'jwk' })
  const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
  const response = { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) }
  return { id: key.credential, rawId: key.credential, type: 'public-key' as const, response, clientExtensionResults: {} }
}

const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
