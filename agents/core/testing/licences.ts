import { generateKeyPairSync, sign } from 'node:crypto'
import { communityTerms, type LicenceFile, type LicenceTerms, licenceText } from '../../../contracts/licence.ts'

const pair = generateKeyPairSync('ed25519')

/** An issuer whom tests trust. */
export const issuer = { publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() }

export const termsOf = (more: Partial<LicenceTerms> = {}): LicenceTerms => ({
  ...communityTerms,
  ...{ number: 'L-1', edition: 'Small', holder: 'Example hosting', tenants: 2, services: 2, nodes: 1 },
  ...more,
})

export const licenceOf = (more: Partial<LicenceTerms> = {}, key = pair.privateKey): LicenceFile => {
  const licence = termsOf(more)
  return { licence, signature: sign(null, Buffer.from(licenceText(licence)), key).toString('base64url') }
}
