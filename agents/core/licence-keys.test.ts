import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { daysLeft, type LicenceTerms, licenceFile, type Standing, standingOf } from '../../contracts/licence.ts'
import { licenceFileFault } from './licence-keys.ts'
import { issuer, licenceOf, termsOf } from './testing/licences.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-licence-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const keys = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const stranger = generateKeyPairSync('ed25519')
const strangersKey = stranger.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const trusted = keys('trusted.pem', issuer.publicKey)

test('a licence counts when one of the keys that root chose has signed it', () => {
  expect(licenceFileFault(licenceOf(), trusted)).toBeUndefined()
  expect(licenceFileFault(licenceOf(), keys('two.pem', `${strangersKey}\n${issuer.publicKey}`))).toBeUndefined()
  expect(licenceFileFault(licenceOf({}, stranger.privateKey), trusted)).toMatch(/^The licence file was altered, or nobody/)
  expect(licenceFileFault(licenceOf(), keys('empty.pem', ''))).toMatch(/^This machine trusts no issuer/)
  expect(licenceFileFault(licenceOf(), join(folder, 'nothing.pem'))).toMatch(/^This machine trusts no issuer/)
})

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
const word = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 ]{0,20}[A-Za-z0-9])?$/)
const count = fc.integer({ min: 0, max: 1_000_000 })
const changes = fc.oneof(
  fc.record({ number: fc.stringMatching(/^[A-Z0-9]{1,10}$/) }),
  ...['edition', 'holder'].map((name) => word.map((value) => ({ [name]: value }))),
  fc.record({ issued: day }),
  fc.record({ expires: fc.option(day) }),
  fc.record({ graceDays: fc.integer({ min: 0, max: 366 }) }),
  ...['tenants', 'services', 'nodes'].map((name) => count.map((value) => ({ [name]: value }))),
)

test('whatever of its terms is altered, the licence counts no more', () => {
  const file = licenceOf()
  fc.assert(
    fc.property(changes, (change) => {
      const altered = licenceFile.parse({ ...file, licence: { ...file.licence, ...change } })
      fc.pre(JSON.stringify(altered.licence) !== JSON.stringify(file.licence))
      expect(licenceFileFault(altered, trusted)).toMatch(/altered/)
    }),
  )
})

test('no other bytes in the place of the signature count', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      const signature = Buffer.from(bytes).toString('base64url')
      expect(licenceFileFault({ ...licenceOf(), signature }, trusted)).toMatch(/altered/)
    }),
  )
})

const at = (time: string) => Date.parse(time)
test.each<[string, Partial<LicenceTerms>, string, Standing, number | null]>([
  ['without an end', { expires: null }, '2099-01-01T00:00:00Z', 'valid', null],
  ['before its last day', { expires: '2027-03-31', graceDays: 14 }, '2027-03-30T12:00:00Z', 'valid', 2],
  ['until the end of its last day', { expires: '2027-03-31', graceDays: 14 }, '2027-03-31T23:59:59.999Z', 'valid', 1],
  ['with the next one', { expires: '2027-03-31', graceDays: 14 }, '2027-04-01T00:00:00Z', 'grace', 0],
  ['on the last day of grace', { expires: '2027-03-31', graceDays: 14 }, '2027-04-14T23:59:59.999Z', 'grace', -13],
  ['after grace', { expires: '2027-03-31', graceDays: 14 }, '2027-04-15T00:00:00Z', 'over', -14],
  ['without grace', { expires: '2027-03-31', graceDays: 0 }, '2027-04-01T00:00:00Z', 'over', 0],
  ['in a leap year', { expires: '2028-02-29', graceDays: 1 }, '2028-03-01T12:00:00Z', 'grace', 0],
])('a licence %s', (_, terms, now, standing, left) => {
  const { expires, graceDays } = termsOf(terms)
  expect(standingOf({ expires, graceDays }, at(now))).toBe(standing)
  expect(expires === null ? null : daysLeft(expires, at(now))).toBe(left)
})

test('a licence never becomes better by waiting', () => {
  const order: Standing[] = ['valid', 'grace', 'over']
  const span = fc.integer({ min: 0, max: 40_000 * 86_400_000 })
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 366 }), span, span, (expires, graceDays, a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)].map((now) => order.indexOf(standingOf({ expires, graceDays }, now)))
      expect(first).toBeLessThanOrEqual(second ?? 0)
    }),
  )
})
