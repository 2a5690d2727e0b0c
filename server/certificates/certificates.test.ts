import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { maxCertificates } from '../../contracts/limits.ts'
import { certificates, domains } from '../../db/schema/index.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import { coversName } from './names.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

async function chainFor(names: string[], days = 90): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=A small authority',
    notBefore: new Date(Date.now() - 100 * 86_400_000),
    notAfter: new Date(Date.now() + days * 86_400_000),
    keys: await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  })
  return certificate.toString('pem')
}

test('a certificate is put for the domains that it covers; its sealed key is not kept', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant, 'shop', ['www.acme.test', 'acme.test', 'a.b.acme.test'])
  const chain = await chainFor(['*.acme.test', 'elsewhere.test'])
  const { certificate, action } = await asRoot(app).certificates.put({ tenant, chain, sealedKey: 'c2VhbGVk' })
  await app.dispatcher.ended(action, 20_000)
  expect(door.done.at(-1)).toMatchObject({
    name: 'certificate.put',
    input: { certificate, names: ['www.acme.test'], sealedKey: 'c2VhbGVk' },
  })
  const { items } = await asRoot(app).certificates.list({ tenant })
  expect(items).toMatchObject([{ id: certificate, names: ['*.acme.test', 'elsewhere.test'], issuer: 'A small authority', state: 'active' }])
  expect((await asRoot(app).actions.get({ action })).input.sealedKey).toBe('')
  const domain = (await asRoot(app).domains.list({ service, search: 'www' })).items[0]
  await asRoot(app).domains.update({ domain: domain?.id ?? '', tls: 'uploaded' })
  expect((await asRoot(app).domains.list({ service, search: 'www' })).items[0]?.certificate).toBe(certificate)
  door.fail = ({ name }) => (name === 'certificate.delete' ? { code: 'expired', refused: true } : undefined)
  await asRoot(app).certificates.remove({ certificate })
  await quiet(app)
  expect((await asRoot(app).certificates.list({ tenant })).items).toMatchObject([{ state: 'active', error: null }])
  door.fail = () => undefined
  await asRoot(app).certificates.remove({ certificate })
  await quiet(app)
  expect((await asRoot(app).certificates.list({ tenant })).total).toBe(0)
})

test.each([
  ['no certificate', async () => 'hello', 'not a certificate in PEM form'],
  ['names of somebody else', () => chainFor(['www.other.test']), 'no domain of this tenant is among them'],
  ['an expired one', () => chainFor(['www.acme.test'], -1), 'The certificate is expired'],
])('%s is refused', async (_, chain, message) => {
  const { app } = backend
  const tenant = await makeTenant(app)
  await makeSite(app, tenant, 'shop', ['www.acme.test'])
  await expect(asRoot(app).certificates.put({ tenant, chain: await chain(), sealedKey: 'x' })).rejects.toThrow(message)
})

test('a certificate finds its domains however many others the tenant has', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant, 'shop', ['www.zoo.test'])
  const row = { tenant, service, redirectTo: null, tls: 'own' as const, state: 'active' as const, generation: 1, createdAt: 0 }
  for (let number = 0; number < 150; number += 1)
    database.queries
      .insert(domains)
      .values({ ...row, id: newId('d'), name: `a${number}.acme.test` })
      .run()
  const { action } = await asRoot(app).certificates.put({ tenant, chain: await chainFor(['www.zoo.test']), sealedKey: 'x' })
  expect((await asRoot(app).actions.get({ action })).input.names).toEqual(['www.zoo.test'])
  const all = await asRoot(app).certificates.put({ tenant, chain: await chainFor(['*.acme.test'], 30), sealedKey: 'x' })
  expect((await asRoot(app).actions.get(all)).input.names).toHaveLength(100)
  const sorted = async (descending: boolean) =>
    (await asRoot(app).certificates.list({ tenant, sort: 'notAfter', descending })).items.map(({ names }) => names[0])
  expect(await sorted(false)).toEqual(['*.acme.test', 'www.zoo.test'])
  expect(await sorted(true)).toEqual(['www.zoo.test', '*.acme.test'])
})

test('everybody who is signed in gets the CA of the gate, with its fingerprint', async () => {
  const { app } = backend
  const member = as(app, await person(app, { member: { tenant: await makeTenant(app), role: 'member' } }))
  await expect(member.trust.authority()).rejects.toThrow('The gate does not answer at the moment')
  door.authority = await chainFor(['gate.test'])
  const { certificate, fingerprint } = await member.trust.authority()
  expect(certificate).toBe(door.authority)
  expect(fingerprint).toBe(new X509Certificate(certificate).fingerprint256)
})

test('one certificate too many is refused before anything is sent', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  await makeSite(app, tenant, 'shop', ['www.acme.test'])
  const row = { tenant, names: [], issuer: '', state: 'active' as const, notBefore: 0, notAfter: 0, createdAt: 0 }
  for (let held = 0; held < maxCertificates; held += 1) {
    app.database.transact((tx) =>
      tx
        .insert(certificates)
        .values({ id: newId('c'), ...row })
        .run(),
    )
  }
  const put = asRoot(app).certificates.put({ tenant, chain: await chainFor(['www.acme.test']), sealedKey: 'x' })
  await expect(put).rejects.toThrow(`A tenant has at most ${maxCertificates} certificates.`)
})

test('wildcards cover one label', () => {
  expect(['a.test', 'x.a.test', 'y.x.a.test'].map((host) => coversName(['*.a.test'], host))).toEqual([false, true, false])
})
