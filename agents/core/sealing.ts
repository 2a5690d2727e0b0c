import { webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ReeveError } from '../../contracts/errors.ts'
import { unseal } from '../../contracts/seal.ts'
import { writeAtomic } from './atomic-write.ts'

/** The key that secrets are sealed for on their way to this process; it never leaves its folder. */
export interface Sealing {
  /** Raw P-256 point, base64url. */
  publicKey: string
  /** Throws `bad_input` for what was not sealed for this key. */
  open(sealed: string): Promise<string>
}

/** `refusal`: what a person is told whose secret was sealed for somebody else. */
export async function openSealing(state: string, refusal: string): Promise<Sealing> {
  const path = join(state, 'sealing.json')
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const key: webcrypto.JsonWebKey = stored === undefined ? await makeKey() : JSON.parse(stored)
  if (stored === undefined) await writeAtomic(path, JSON.stringify(key))
  const { kty, crv, x, y } = key
  const publicKey = await webcrypto.subtle.importKey('jwk', { kty, crv, x, y } as webcrypto.JsonWebKey, curve, true, [])
  return {
    publicKey: Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey)).toString('base64url'),
    open: (sealed) =>
      unseal(key, sealed).catch((error: unknown) => {
        throw new ReeveError('bad_input', refusal, error)
      }),
  }
}

const curve = { name: 'ECDH', namedCurve: 'P-256' }
const makeKey = async () => webcrypto.subtle.exportKey('jwk', (await webcrypto.subtle.generateKey(curve, true, ['deriveBits'])).privateKey)
