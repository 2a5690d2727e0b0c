import 'reflect-metadata'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { X509Certificate as ParsedCertificate } from '@peculiar/x509'
import { ReeveError } from '../../../contracts/errors.ts'

/** HAProxy takes a certificate with its key through its runtime socket, one buffer long. */
const maxPemBytes = 15_000
const maxChain = 10

export interface CheckedCertificate {
  /** PEM without anything around it, leaf first. */
  chain: string
  key: string
  issuer: string
  notBefore: number
  notAfter: number
}

/**
 * Checks an uploaded certificate as a browser would, and more strictly where a mistake would show late: every fault is a `bad_input` with a
 * sentence that says what to upload instead. `now` in milliseconds.
 */
export function checkCertificate(chainPem: string, keyPem: string, names: readonly string[], now = Date.now()): CheckedCertificate {
  const chain = readChain(chainPem)
  const leaf = chain[0]
  if (leaf === undefined) throw fault('There is no certificate in the text. It begins with -----BEGIN CERTIFICATE-----.')
  const key = readKey(keyPem)
  if (!leaf.checkPrivateKey(key))
    throw fault('The private key does not belong to the first certificate. The site’s own certificate comes first.')
  for (const certificate of chain) {
    checkDates(certificate, now)
    checkStrength(certificate)
  }
  checkOrder(chain)
  checkEnd(chain.at(-1) ?? leaf)
  for (const name of names) {
    if (leaf.checkHost(name, { subject: 'never' }) === undefined) throw fault(`The certificate does not cover ${name}.`)
  }
  const pem = chain.map((certificate) => certificate.toString().trim()).join('\n')
  const clearKey = String(key.export({ type: 'pkcs8', format: 'pem' })).trim()
  if (pem.length + clearKey.length > maxPemBytes) throw new ReeveError('too_large', 'The chain is too long. Leave out what is not needed.')
  return {
    chain: `${pem}\n`,
    key: `${clearKey}\n`,
    issuer: nameOf(leaf.issuer),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Math.min(...chain.map((certificate) => Date.parse(certificate.validTo))),
  }
}

const fault = (text: string, cause?: unknown) => new ReeveError('bad_input', text, cause)

function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length > maxChain) throw fault(`Upload at most ${maxChain} certificates in one chain.`)
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch (error) {
      throw fault(`Certificate ${index + 1} of the chain is damaged.`, error)
    }
  })
}

function readKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (error) {
    throw fault('The private key cannot be read. Upload it as PEM without a passphrase.', error)
  }
  if (!isStrong(key)) throw fault('Use an RSA key of at least 2048 and at most 4096 bits, or an ECDSA key on P-256, P-384 or P-521.')
  return key
}

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  const bits = details?.modulusLength ?? 0
  return (
    (type === 'rsa' && bits >= 2048 && bits <= 4096) ||
    (type === 'ec' && ['prime256v1', 'secp384r1', 'secp521r1'].includes(details?.namedCurve ?? ''))
  )
}

const strongHashes = ['SHA-256', 'SHA-384', 'SHA-512']

/** HAProxy takes no weaker certificate, and with one in its list it does not start at all: for nobody. */
function checkStrength(certificate: X509Certificate): void {
  const name = nameOf(certificate.subject)
  const { signatureAlgorithm } = new ParsedCertificate(certificate.raw)
  const hash = (signatureAlgorithm as { hash?: { name: string } }).hash?.name ?? signatureAlgorithm.name
  if (!strongHashes.includes(hash)) {
    throw fault(
      `The certificate of ${name} is signed by ${hash}, which is too weak. Leave it out if it is the root, else have it issued anew.`,
    )
  }
  if (!isStrong(certificate.publicKey)) throw fault(`The key of the certificate of ${name} is too weak or of an unknown kind.`)
}

function checkDates(certificate: X509Certificate, now: number): void {
  const name = nameOf(certificate.subject)
  if (Date.parse(certificate.validTo) <= now) throw fault(`The certificate of ${name} expired on ${certificate.validTo}.`)
  if (Date.parse(certificate.validFrom) > now) throw fault(`The certificate of ${name} is not valid before ${certificate.validFrom}.`)
}

function checkOrder(chain: readonly X509Certificate[]): void {
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1]
    if (next === undefined) return
    if (!next.ca || !certificate.checkIssued(next) || !certificate.verify(next.publicKey)) {
      throw fault(
        `Certificate ${index + 2} of the chain is not the issuer of certificate ${index + 1} (${nameOf(certificate.issuer)}). Put the site’s certificate first, then each issuer.`,
      )
    }
  }
}

/** The last one is a root itself, or signed by a root that browsers know. */
function checkEnd(last: X509Certificate): void {
  if (last.checkIssued(last) && last.verify(last.publicKey)) return
  const known = rootCertificates.some((pem) => {
    const root = new X509Certificate(pem)
    return last.checkIssued(root) && last.verify(root.publicKey)
  })
  if (!known) throw fault(`The chain is not complete: the certificate of ${nameOf(last.issuer)} is missing.`)
}

const nameOf = (distinguished: string): string => /(?:^|\n)CN=(.*)/.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ')
