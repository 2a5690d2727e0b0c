/**
 * An authenticator in software: a P-256 key pair in a file, which makes the same WebAuthn assertions as a passkey. Root of the machine has one
 * for `--approve-with`; tests have as many as they like. Whoever reads the file can approve.
 */
import * as z from 'zod'
import { type Action, type Approval, challengeOf } from './envelope.ts'
import { authenticatorId, newId } from './ids.ts'

/** The file. `credential` and `publicKey` (COSE) in base64url, as in `authenticator.enrol`. */
export const softwareAuthenticator = z.object({
  authenticator: authenticatorId,
  credential: z.string(),
  publicKey: z.string(),
  privateKeyJwk: z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), d: z.string(), x: z.string(), y: z.string() }),
  rpId: z.string(),
  origin: z.string(),
})
export type SoftwareAuthenticator = z.infer<typeof softwareAuthenticator>

type Bytes = Uint8Array<ArrayBuffer>
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
/** User present, user verified. */
const flags = 0x05

/** A new key pair for a relying party (`localhost`, or the panel's host) and one of its origins. */
export async function createSoftwareAuthenticator(site: { rpId: string; origin: string }): Promise<SoftwareAuthenticator> {
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return softwareAuthenticator.parse({
    authenticator: newId('k'),
    credential: toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
    publicKey: toBase64Url(coseKey(point)),
    privateKeyJwk: await crypto.subtle.exportKey('jwk', pair.privateKey),
    ...site,
  })
}

/** The approval of exactly this action. `counter` 0: this authenticator does not count, as synchronized passkeys do not. */
export async function approveWith(key: SoftwareAuthenticator, action: Action, counter = 0): Promise<Approval> {
  const authenticatorData = new Uint8Array(37)
  authenticatorData.set(await sha256(utf8(key.rpId)))
  authenticatorData[32] = flags
  new DataView(authenticatorData.buffer).setUint32(33, counter)
  const client = { type: 'webauthn.get', challenge: await challengeOf(action), origin: key.origin, crossOrigin: false }
  const clientDataJSON = utf8(JSON.stringify(client))
  const privateKey = await crypto.subtle.importKey('jwk', key.privateKeyJwk, algorithm, false, ['sign'])
  const signed = Uint8Array.from([...authenticatorData, ...(await sha256(clientDataJSON))])
  const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signed))
  return {
    credential: key.credential,
    authenticatorData: toBase64Url(authenticatorData),
    clientDataJSON: toBase64Url(clientDataJSON),
    signature: toBase64Url(derSignature(raw)),
  }
}

/** COSE form of an uncompressed point (RFC 9053): key type EC2, algorithm ES256, curve P-256, x, y. */
const coseKey = (point: Bytes): Bytes =>
  Uint8Array.from([
    0xa5,
    ...[0x01, 0x02],
    ...[0x03, 0x26],
    ...[0x20, 0x01],
    ...[0x21, 0x58, 0x20, ...point.subarray(1, 33)],
    ...[0x22, 0x58, 0x20, ...point.subarray(33, 65)],
  ])

/** WebCrypto gives r and s side by side; WebAuthn wants them as a DER sequence of two integers. */
function derSignature(raw: Bytes): Bytes {
  const body = [...derInteger(raw.subarray(0, 32)), ...derInteger(raw.subarray(32, 64))]
  return Uint8Array.from([0x30, body.length, ...body])
}

function derInteger(bytes: Bytes): number[] {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = [...bytes.subarray(first === -1 ? bytes.length - 1 : first)]
  // A leading high bit would read as a negative number.
  const padded = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits
  return [0x02, padded.length, ...padded]
}

const utf8 = (text: string): Bytes => Uint8Array.from(new TextEncoder().encode(text))
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
const toBase64Url = (bytes: Bytes): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
