/**
 * Sealing for the gate: ECIES with ECDH P-256, HKDF-SHA-256 and AES-256-GCM through WebCrypto, in Node and in browsers.
 * Form: base64url( ephemeral public key, raw, 65 bytes | nonce, 12 bytes | ciphertext with tag ).
 */
const info = new TextEncoder().encode('reeve seal 1')
const toBase64Url = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

async function sharedKey(own: CryptoKey, other: CryptoKey, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256)
  const base = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    [usage],
  )
}

const importPublic = (raw: Uint8Array<ArrayBuffer>) => crypto.subtle.importKey('raw', raw, { name: 'ECDH', namedCurve: 'P-256' }, false, [])

/** Seals text for the holder of `publicKey` (raw P-256 point, base64url). */
export async function seal(publicKey: string, text: string): Promise<string> {
  const own = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const key = await sharedKey(own.privateKey, await importPublic(fromBase64Url(publicKey)), 'encrypt')
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const body = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(text)))
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey))
  return toBase64Url(Uint8Array.from([...point, ...nonce, ...body]))
}

/** Opens what `seal` made. `privateKey`: JWK of the P-256 key. Throws when it was changed or meant for another key. */
export async function unseal(privateKey: JsonWebKey, sealed: string): Promise<string> {
  const bytes = fromBase64Url(sealed)
  const own = await crypto.subtle.importKey('jwk', privateKey, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  const key = await sharedKey(own, await importPublic(bytes.slice(0, 65)), 'decrypt')
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(65, 77) }, key, bytes.slice(77)))
}
