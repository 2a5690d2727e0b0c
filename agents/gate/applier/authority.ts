import 'reflect-metadata'
import { createHash, webcrypto } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import * as z from 'zod'
import { writeAtomic } from '../../core/atomic-write.ts'

/** A certificate chain, leaf first, and its key, both PEM. */
const pair = z.object({ chain: z.string(), key: z.string(), notAfter: z.int() })
export type Pair = z.infer<typeof pair>

/** The gate's own small CA: a certificate per name that has no better one. (Certificates by ACME will come in here.) */
export interface Authority {
  /** PEM, for those who want to trust it. */
  certificate: string
  /** The name's certificate, made or renewed when needed. */
  pairFor(name: string): Promise<Pair>
  /** Drops keys of names that are served no more. */
  keepOnly(names: ReadonlySet<string>): Promise<void>
}

/** Not the name itself: with what a file's name needs besides, the longest names would not fit. */
const fileOf = (name: string): string => `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.json`

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 3600 * 1000
const authorityDays = 3650
const leafDays = 90
const renewBeforeDays = 30

export async function openAuthority(state: string, now: () => number = Date.now): Promise<Authority> {
  cryptoProvider.set(webcrypto as Crypto)
  const folder = join(state, 'own')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = await readOrMake(join(state, 'authority.json'), () => makeAuthority(now()))
  const certificate = new X509Certificate(own.chain)
  const key = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(own.key), algorithm, false, ['sign'])
  const known = new Map<string, Pair>()

  return {
    certificate: own.chain,
    async pairFor(name) {
      const path = join(folder, fileOf(name))
      const fresh = (found: Pair | undefined): found is Pair => found !== undefined && found.notAfter - now() > renewBeforeDays * day
      const found = known.get(name) ?? (await read(path))
      if (fresh(found)) {
        known.set(name, found)
        return found
      }
      const made = await makeLeaf(name, certificate, key, now())
      await writeAtomic(path, JSON.stringify(made))
      known.set(name, made)
      return made
    },
    async keepOnly(names) {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name)
      const kept = new Set([...names].map(fileOf))
      for (const file of await readdir(folder)) if (!kept.has(file)) await rm(join(folder, file), { force: true })
    },
  }
}

async function makeAuthority(now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(now + authorityDays * day)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Reeve gate ${serial().slice(0, 8)}`,
    notBefore: new Date(now - day),
    notAfter,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { chain: certificate.toString('pem'), key: await keyPem(keys.privateKey), notAfter: notAfter.getTime() }
}

async function makeLeaf(name: string, authority: X509Certificate, signingKey: webcrypto.CryptoKey, now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(Math.min(now + leafDays * day, authority.notAfter.getTime()))
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    // A common name has at most 64 characters; clients look at the alternative name only.
    subject: name.length <= 64 ? `CN=${name}` : 'CN=Reeve',
    issuer: authority.subject,
    notBefore: new Date(now - day),
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  })
  return { chain: certificate.toString('pem'), key: await keyPem(keys.privateKey), notAfter: notAfter.getTime() }
}

/** 16 random bytes, positive. */
const serial = () =>
  `5${Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
    .toString('hex')
    .slice(1)}`
const keyPem = async (key: webcrypto.CryptoKey) => PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

async function read(path: string): Promise<Pair | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : pair.parse(JSON.parse(text))
}

async function readOrMake(path: string, make: () => Promise<Pair>): Promise<Pair> {
  const found = await read(path)
  if (found !== undefined) return found
  const made = await make()
  await writeAtomic(path, JSON.stringify(made))
  return made
}
