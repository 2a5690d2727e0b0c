import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto as Crypto)
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface Made {
  certificate: X509Certificate
  pem: string
  key: string
  keys: webcrypto.CryptoKeyPair
}

interface Wish {
  names?: string[]
  authority?: boolean
  days?: [from: number, to: number]
  /** Of the signature. */
  hash?: 'SHA-1' | 'SHA-256'
}

/** A certificate signed by `issuer`, or by itself. */
export async function makeCertificate(
  name: string,
  issuer?: Made,
  { names = [], authority = false, days = [-1, 30], hash = 'SHA-256' }: Wish = {},
): Promise<Made> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const day = 24 * 3600 * 1000
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() + days[0] * day),
    notAfter: new Date(Date.now() + days[1] * day),
    signingAlgorithm: { ...algorithm, hash },
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: [
      new BasicConstraintsExtension(authority, undefined, true),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))]),
    ],
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { certificate, pem: `${certificate.toString('pem')}\n`, key: `${key}\n`, keys }
}
