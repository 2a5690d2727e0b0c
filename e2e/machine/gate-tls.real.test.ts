import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Made, makeCertificate } from '../../agents/gate/applier/testing/certificates.ts'
import { seal } from '../../contracts/seal.ts'
import { api, ask, gate, handshake, powerOf, talk } from './support/gate.ts'
import { until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'gatetls'
const uploadedName = 'up.gatetls.test'
let made: Awaited<ReturnType<typeof site>>
let root: Made

beforeAll(async () => {
  made = await site(name, ['own.gatetls.test'])
  await reeve('domain', 'add', uploadedName, '--service', `${name}/www`, '--tls', 'uploaded')
  root = await makeCertificate('Some authority', undefined, { authority: true })
})
afterAll(() => removeTenant(name))

/** Issuer and serial number of what the gate shows for a name. */
async function shown(servername: string): Promise<{ issuer: string; serial: string }> {
  const socket = await handshake(servername)
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  const { issuer, serialNumber: serial } = new X509Certificate(raw)
  return { issuer, serial }
}

async function upload(names: string[]) {
  const leaf = await makeCertificate(names[0] ?? '', root, { names })
  const { publicKey } = await api.certificates.sealingKey.query()
  const sealedKey = await seal(publicKey, leaf.key)
  const { certificate } = await api.certificates.put.mutate({ tenant: made.tenant, chain: leaf.pem + root.pem, sealedKey })
  return { certificate, serial: new X509Certificate(leaf.pem).serialNumber }
}

test('TLS of a site is ended with a certificate of its name, and wakes it', async () => {
  await reeve('service', 'sleep', `${name}/www`, '--stop')
  const socket = await handshake('own.gatetls.test')
  const certificate = new X509Certificate(socket.getPeerCertificate().raw)
  expect(certificate.checkHost('own.gatetls.test')).toBe('own.gatetls.test')
  expect(await powerOf(made.tenant, made.service)).toBe('stopped')
  expect(await ask(socket, 'own.gatetls.test')).toBe('HTTP/1.1 200 OK')
  socket.destroy()
})

test('who imports the CA that the panel gives out sees no warning', async () => {
  const { certificate, fingerprint } = await api.trust.authority.query()
  const socket = await handshake('own.gatetls.test')
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  expect(new X509Certificate(raw).verify(new X509Certificate(certificate).publicKey)).toBe(true)
  expect((await reeve<{ gate: { authority: string } }>('status')).gate.authority).toBe(fingerprint)
})

test('a name that nobody owns, or none at all, sees no certificate', async () => {
  await expect(handshake('nobody.test')).rejects.toThrow()
  await expect(handshake('')).rejects.toThrow()
  expect((await talk(gate, 443, 'GET / HTTP/1.1\r\nHost: own.gatetls.test\r\n\r\n')).answer).toBe('closed')
})

test('an uploaded certificate serves, and is replaced without breaking what is open', async () => {
  expect((await shown(uploadedName)).issuer).toContain('Reeve gate')
  const first = await upload([uploadedName])
  const serving = (serial: string) =>
    until(
      'the uploaded certificate',
      () => shown(uploadedName),
      (seen) => seen.serial === serial,
      30,
    )
  expect((await serving(first.serial)).issuer).toContain('Some authority')
  const held = await handshake(uploadedName)
  expect(await ask(held, uploadedName)).toBe('HTTP/1.1 200 OK')
  const second = await upload([uploadedName])
  await api.certificates.remove.mutate({ certificate: first.certificate })
  await serving(second.serial)
  expect(await ask(held, uploadedName)).toBe('HTTP/1.1 200 OK')
  held.destroy()
  expect((await shown('own.gatetls.test')).issuer).toContain('Reeve gate')
})

test('TLS that is passed through wakes by its server name and shows the service’s own certificate', async () => {
  const own = 'through.gatetls.test'
  await reeve('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'through', '--set', 'tls=true')
  await reeve('domain', 'add', own, '--service', `${name}/through`, '--tls', 'passthrough')
  const socket = await handshake(own)
  expect(new X509Certificate(socket.getPeerCertificate().raw).issuer).not.toContain('Reeve gate')
  expect(await ask(socket, own)).toMatch(/^HTTP\/1\.1 /)
  socket.destroy()
})
