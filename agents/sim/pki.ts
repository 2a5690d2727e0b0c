import 'reflect-metadata'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import type { TlsFiles } from '../core/mtls.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const year = 365 * 24 * 3_600_000

/** A CA of its own and the certificates `door` and `backend`, and the backend's signing key, in a folder. What is there already stays. */
export async function ensureKeys(
  folder: string,
): Promise<{ tls: (name: 'door' | 'backend') => TlsFiles; signingKey: string; backendKey: string }> {
  const at = (name: string) => join(folder, name)
  const made = {
    tls: (name: 'door' | 'backend') => ({ certificate: at(`${name}.crt`), key: at(`${name}.key`), authority: at('ca.crt') }),
    signingKey: at('signing.key'),
    backendKey: at('signing.pub'),
  }
  if (existsSync(made.backendKey)) return made
  mkdirSync(folder, { recursive: true })
  const save = (name: string, text: string) => writeFileSync(at(name), text, { mode: 0o600 })
  const span = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 10 * year) }
  const caKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...span,
    name: 'CN=Reeve simulated wires',
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  save('ca.crt', authority.toString('pem'))
  for (const name of ['door', 'backend']) {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const names: x509.JsonGeneralNames = [
      { type: 'dns', value: name },
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ]
    const certificate = await x509.X509CertificateGenerator.create({
      ...span,
      subject: `CN=${name}`,
      issuer: authority.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension(names)],
    })
    save(`${name}.crt`, certificate.toString('pem'))
    save(`${name}.key`, x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'))
  }
  const signing = generateKeyPairSync('ed25519')
  save('signing.key', signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  save('signing.pub', signing.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  return made
}
