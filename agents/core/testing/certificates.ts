import 'reflect-metadata'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import type { TlsFiles } from '../mtls.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) }

const pemOf = async (key: CryptoKey): Promise<string> => {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${(bytes.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`
}

/** An authority for one test, with its files in a folder of their own. */
export async function createTestAuthority(): Promise<{ folder: string; issue(name: string): Promise<TlsFiles> }> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-tls-'))
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=test authority',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  const authority = join(folder, 'ca.crt')
  writeFileSync(authority, root.toString('pem'))
  return {
    folder,
    async issue(name) {
      const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const issued = await x509.X509CertificateGenerator.create({
        ...validity,
        subject: `CN=${name}`,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
      })
      const certificate = join(folder, `${name}.crt`)
      const key = join(folder, `${name}.key`)
      writeFileSync(certificate, issued.toString('pem'))
      writeFileSync(key, await pemOf(own.privateKey), { mode: 0o600 })
      return { certificate, key, authority }
    },
  }
}
