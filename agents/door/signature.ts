import { createPublicKey, verify } from 'node:crypto'

/** Ed25519 (RFC 8032) over the UTF-8 bytes of the text. `signature` in base64url; `key` in PEM (SPKI). */
export function fitsSignature(text: string, signature: string, key: string): boolean {
  const bytes = Buffer.from(signature, 'base64url')
  return bytes.length === 64 && verify(null, Buffer.from(text), createPublicKey(key), bytes)
}
