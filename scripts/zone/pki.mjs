/**
 * Certificates: one CA on the host, one ECDSA P-256 certificate per party of a wire, one self-signed client certificate per agent for the engine,
 * and the Ed25519 key that the backend signs actions with. Kept in /var/lib/reeve/pki (root only); made once, again before they expire.
 */
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { home, readText, renameDurably } from '../up/state.mjs'

export const pki = join(home, 'pki')
const days = 3650
const renewBefore = 180 * 86_400_000

/** Names and addresses of every certificate that the CA signs. */
const parties = (zones) => ({
  backend: [],
  door: [zones.endpoints.door.address],
  applier: [zones.endpoints.applier.address],
  'gate-agent': [],
  waker: [zones.endpoints.waker.address],
  'wake-client': [],
  stats: [],
  host: [zones.endpoints.host.address],
  'host-agent': [],
  patch: [],
  services: [],
  'backup-agent': [],
  vault: [zones.endpoints.vault.address],
})

const fresh = (file) => {
  const text = readText(file)
  if (text === undefined) return false
  return new Date(new X509Certificate(text).validTo).getTime() - Date.now() > renewBefore
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

async function ensureAuthority() {
  const certificate = join(pki, 'ca.crt')
  const key = join(pki, 'ca.key')
  if (fresh(certificate) && existsSync(key)) return false
  await run([
    ...[
      'openssl',
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      `${key}.new`,
      '-out',
      `${certificate}.new`,
      '-days',
      String(days),
      '-subj',
      '/CN=Reeve wires',
    ],
    ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
  renameDurably(`${key}.new`, key)
  renameDurably(`${certificate}.new`, certificate)
  return true
}

async function sign(name, addresses) {
  const path = (end) => join(pki, `${name}.${end}`)
  const names = [`DNS:${name}`, ...addresses.map((address) => `IP:${address}`)].join(',')
  writeFileSync(
    path('ext'),
    `basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=${names}\n`,
  )
  await run(['openssl', 'req', '-new', ...newKey, '-keyout', path('key.new'), '-out', path('csr'), '-subj', `/CN=${name}`])
  await run([
    ...['openssl', 'x509', '-req', '-in', path('csr'), '-CA', join(pki, 'ca.crt'), '-CAkey', join(pki, 'ca.key'), '-CAcreateserial'],
    ...['-days', String(days), '-extfile', path('ext'), '-out', path('crt.new')],
  ])
  renameDurably(path('key.new'), path('key'))
  renameDurably(path('crt.new'), path('crt'))
  for (const end of ['ext', 'csr']) rmSync(path(end))
}

async function ensureEngineClient(name) {
  const path = (end) => join(pki, `engine-${name}.${end}`)
  if (fresh(path('crt')) && existsSync(path('key'))) return false
  await run([
    ...['openssl', 'req', '-x509', ...newKey, '-keyout', path('key.new'), '-out', path('crt.new'), '-days', String(days)],
    ...['-subj', `/CN=reeve-${name}`, '-addext', 'extendedKeyUsage=clientAuth'],
  ])
  renameDurably(path('key.new'), path('key'))
  renameDurably(path('crt.new'), path('crt'))
  return true
}

async function ensureSigningKey() {
  const key = join(pki, 'signing.key')
  const shown = join(pki, 'signing.pub')
  if (!existsSync(key)) {
    await run(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', `${key}.new`])
    renameDurably(`${key}.new`, key)
    rmSync(shown, { force: true })
  }
  if (existsSync(shown)) return
  await run(['openssl', 'pkey', '-in', key, '-pubout', '-out', `${shown}.new`])
  renameDurably(`${shown}.new`, shown)
}

/** Makes what is missing. Answers how many certificates are new. */
export async function ensurePki(zones) {
  mkdirSync(pki, { recursive: true, mode: 0o700 })
  const renewed = await ensureAuthority()
  let made = renewed ? 1 : 0
  for (const [name, addresses] of Object.entries(parties(zones))) {
    const complete = fresh(join(pki, `${name}.crt`)) && existsSync(join(pki, `${name}.key`))
    const ours =
      complete &&
      new X509Certificate(readText(join(pki, `${name}.crt`))).verify(new X509Certificate(readText(join(pki, 'ca.crt'))).publicKey)
    if (ours) continue
    await sign(name, addresses)
    made++
  }
  for (const name of zones.engineUsers) if (await ensureEngineClient(name)) made++
  await ensureSigningKey()
  return made === 0 ? 'as wanted' : `${made} certificates made`
}
