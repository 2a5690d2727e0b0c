import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkCertificate } from './check-certificate.ts'
import { type Made, makeCertificate } from './testing/certificates.ts'

const names = ['www.acme.test', 'acme.test']
let root: Made
let middle: Made
let leaf: Made
let other: Made
let expired: Made
let early: Made

beforeAll(async () => {
  root = await makeCertificate('Root', undefined, { authority: true })
  middle = await makeCertificate('Middle', root, { authority: true })
  leaf = await makeCertificate('www.acme.test', middle, { names })
  other = await makeCertificate('other', middle, { names })
  expired = await makeCertificate('old', middle, { names, days: [-10, -1] })
  early = await makeCertificate('early', middle, { names, days: [2, 10] })
})

test('a whole chain with its key is taken, leaf first, without what stands around it', () => {
  const checked = checkCertificate(`a note\n${leaf.pem}\r\n${middle.pem}${root.pem}`, leaf.key, names)
  expect(checked.issuer).toBe('Middle')
  expect(checked.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
  expect(checked.chain).not.toContain('note')
  expect(checked.notAfter).toBeGreaterThan(Date.now())
})

test('a certificate that signed itself stands alone', async () => {
  const alone = await makeCertificate('alone', undefined, { names })
  expect(checkCertificate(alone.pem, alone.key, names).issuer).toBe('alone')
})

describe('refused with a sentence that says what to do', () => {
  test.each<[string, () => [chain: string, key: string, names?: string[]], RegExp]>([
    ['no certificate at all', () => ['', leaf.key], /no certificate/],
    ['a key as certificate', () => [leaf.key, leaf.key], /no certificate/],
    ['another key', () => [leaf.pem + middle.pem + root.pem, other.key], /private key does not belong/],
    ['no key', () => [leaf.pem + middle.pem + root.pem, 'nothing'], /cannot be read/],
    ['a missing link', () => [leaf.pem + root.pem, leaf.key], /not the issuer of certificate 1/],
    ['a missing end', () => [leaf.pem + middle.pem, leaf.key], /not complete: the certificate of Root is missing/],
    ['no chain', () => [leaf.pem, leaf.key], /not complete: the certificate of Middle/],
    ['issuers first', () => [root.pem + middle.pem + leaf.pem, leaf.key], /private key does not belong to the first/],
    ['the wrong order', () => [leaf.pem + root.pem + middle.pem, leaf.key], /not the issuer of certificate 1/],
    ['an expired one', () => [expired.pem + middle.pem + root.pem, expired.key], /expired/],
    ['one of tomorrow', () => [early.pem + middle.pem + root.pem, early.key], /not valid before/],
    [
      'a name that it does not cover',
      () => [leaf.pem + middle.pem + root.pem, leaf.key, ['shop.acme.test']],
      /does not cover shop\.acme\.test/,
    ],
    ['a damaged one', () => ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', leaf.key], /Certificate 1 .* damaged/],
    ['too many', () => [leaf.pem.repeat(11), leaf.key], /at most 10/],
  ])('%s', (_, upload, sentence) => {
    const [chain, key, wanted = names] = upload()
    expect(() => checkCertificate(chain, key, wanted)).toThrow(sentence)
  })

  test('a weak key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
    expect(() => checkCertificate(leaf.pem, String(key), names)).toThrow(/at least 2048/)
  })

  test('a signature that HAProxy would not start with: it is everybody’s HAProxy', async () => {
    const weak = await makeCertificate('www.acme.test', middle, { names, hash: 'SHA-1' })
    expect(() => checkCertificate(weak.pem + middle.pem + root.pem, weak.key, names)).toThrow(/signed by SHA-1/)
    const weakMiddle = await makeCertificate('Weak', root, { authority: true, hash: 'SHA-1' })
    const below = await makeCertificate('www.acme.test', weakMiddle, { names })
    expect(() => checkCertificate(below.pem + weakMiddle.pem + root.pem, below.key, names)).toThrow(/signed by SHA-1/)
  })

  test('a key with a passphrase', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    expect(() => checkCertificate(leaf.pem, String(key), names)).toThrow(/without a passphrase/)
  })
})

test('a wildcard covers one label', async () => {
  const wild = await makeCertificate('wild', undefined, { names: ['*.acme.test'] })
  expect(() => checkCertificate(wild.pem, wild.key, ['www.acme.test'])).not.toThrow()
  expect(() => checkCertificate(wild.pem, wild.key, ['a.b.acme.test'])).toThrow(/does not cover/)
})
