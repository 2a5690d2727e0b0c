import { createECDH, hkdfSync } from 'node:crypto'
import { unseal } from '../../contracts/seal.ts'

/** Opens what browsers sealed for the backend. The database holds sealed text alone: without the key file it tells nothing. */
export interface Box {
  /** Raw P-256 point, base64url. */
  publicKey: string
  open(sealed: string): Promise<string>
}

/** The key follows from the backend's signing key, by a way of its own: neither tells of the other's use. */
export function makeBox(signingKeyPem: string): Box {
  const ecdh = createECDH('prime256v1')
  const bytes = Buffer.from(hkdfSync('sha256', signingKeyPem.trim(), '', 'reeve backend seal 1', 32))
  // The first half of all numbers lies below the order of the curve; zero does not happen.
  bytes[0] = (bytes[0] ?? 0) & 0x7f
  ecdh.setPrivateKey(bytes)
  const point = ecdh.getPublicKey()
  const b64 = (part: Buffer) => part.toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: b64(point.subarray(1, 33)), y: b64(point.subarray(33)), d: b64(bytes), ext: true }
  return { publicKey: b64(point), open: (sealed) => unseal(jwk, sealed) }
}
