import { X509Certificate } from 'node:crypto'
import { ReeveError } from '../../contracts/errors.ts'

export interface CertificateFacts {
  /** DNS names of the leaf, lower case; may have wildcards. */
  names: string[]
  issuer: string
  notBefore: number
  notAfter: number
}

/**
 * The public facts of an uploaded chain. Throws `bad_input`. Only what is needed here: the gate, which alone can open the key, checks chain,
 * key and names in full.
 */
export function readCertificate(chain: string): CertificateFacts {
  const leaf = parse(chain)
  const names = (leaf.subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:'))
    .map((entry) => entry.slice(4).toLowerCase())
  if (names.length === 0) throw new ReeveError('bad_input', 'The certificate names no host. Upload one for the names of your site.')
  const issuer = /(?:^|\n)(?:CN|O)=([^\n]+)/.exec(leaf.issuer)?.[1] ?? leaf.issuer.replaceAll('\n', ', ')
  return { names, issuer: issuer.slice(0, 200), notBefore: Date.parse(leaf.validFrom), notAfter: Date.parse(leaf.validTo) }
}

function parse(chain: string): X509Certificate {
  try {
    return new X509Certificate(chain)
  } catch (cause) {
    throw new ReeveError('bad_input', 'This is not a certificate in PEM form. It begins with -----BEGIN CERTIFICATE-----.', cause)
  }
}
