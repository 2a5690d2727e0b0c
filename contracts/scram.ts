/**
 * SCRAM-SHA-256 verifiers (RFC 5803, RFC 7677) as PostgreSQL stores them, by WebCrypto in Node and in browsers. Whoever asks for a password makes
 * the verifier at once: the clear text is never in an action, a journal or a database.
 */
const iterations = 4096
const shape = /^SCRAM-SHA-256\$\d{4,7}:[A-Za-z0-9+/]{22,44}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/

export const isScramVerifier = (text: string): boolean => shape.test(text)

const utf8 = (text: string) => new TextEncoder().encode(text)
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)))
}

/** `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`. The password is taken as it is typed, in Unicode's NFKC form. */
export async function scramVerifier(
  password: string,
  salt: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(16)),
): Promise<string> {
  const base = await crypto.subtle.importKey('raw', utf8(password.normalize('NFKC')), 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, 256)
  const salted = new Uint8Array(bits)
  const stored = new Uint8Array(await crypto.subtle.digest('SHA-256', await hmac(salted, 'Client Key')))
  const server = await hmac(salted, 'Server Key')
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(stored)}:${base64(server)}`
}
