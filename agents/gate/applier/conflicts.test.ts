import { expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import { maxCertificates } from '../../../contracts/limits.ts'
import { refuseTooMany } from './conflicts.ts'
import type { StoredCertificate } from './store.ts'

const [tenant, rival] = [newId('t'), newId('t')]
const certificate = (owner: string, bytes = 5000): StoredCertificate => ({
  ...{ certificate: newId('c'), tenant: owner, names: ['www.acme.test'], issuer: 'x', notBefore: 0, notAfter: 1 },
  ...{ chain: 'x'.repeat(bytes), key: '' },
})
const held = (owner: string, count: number, bytes?: number) =>
  new Map(Array.from({ length: count }, () => certificate(owner, bytes)).map((made) => [made.certificate, made]))

test('a tenant has so many certificates and no more; replacing one goes on, and others are not in the way', () => {
  const full = held(tenant, maxCertificates)
  const [one] = full.values()
  expect(() => refuseTooMany(certificate(tenant), full)).toThrow(expect.objectContaining({ code: 'over_limit' }))
  expect(() => refuseTooMany(certificate(rival), full)).not.toThrow()
  if (one !== undefined) expect(() => refuseTooMany(one, full)).not.toThrow()
})

test('many tenants together do not fill the gate’s memory', () => {
  const full = new Map(Array.from({ length: 10 }, () => [...held(newId('t'), maxCertificates - 1, 8400)]).flat())
  expect(() => refuseTooMany(certificate(tenant, 15_000), full)).not.toThrow()
  expect(() => refuseTooMany(certificate(tenant, 100_000), full)).toThrow(expect.objectContaining({ code: 'over_limit' }))
})
