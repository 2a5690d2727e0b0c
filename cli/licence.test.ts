import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openHouse } from './testing/house.ts'

const { reeve, document, folder, approving, close } = await openHouse()
afterAll(close)

const at = (name: string) => join(folder, name)

async function issue(number: string, ...more: string[]): Promise<string> {
  const words = ['--key', at('issuer.key'), '--number', number, '--edition', 'Small', '--holder', 'Example']
  const { status, out } = await reeve('licence', 'issue', ...words, '--nodes', '1', ...more)
  expect(status).toBe(0)
  writeFileSync(at(`${number}.json`), out)
  return at(`${number}.json`)
}

test('an issuer makes a key that others cannot read, and never over another one', async () => {
  const { out } = await reeve('licence', 'new-issuer', at('issuer.key'))
  expect(out).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  expect(statSync(at('issuer.key')).mode & 0o777).toBe(0o600)
  expect((await reeve('licence', 'new-issuer', at('issuer.key'))).err).toMatch(/^conflict/)
  writeFileSync(at('issuer.pem'), out)
})

test('nobody’s licence counts before root trusts the issuer; then it is installed, and holds', async () => {
  const file = await issue('L-1', '--tenants', '1', '--services', '1')
  expect((await reeve('licence', 'install', file)).err).toMatch(/^signature_invalid: This machine trusts no issuer/)
  writeFileSync(join(folder, 'keep', 'licence-keys.pem'), readFileSync(at('issuer.pem')))
  expect(await document('licence', 'install', file)).toMatchObject({ terms: { number: 'L-1', tenants: 1 }, standing: 'valid' })
  await document('tenant', 'create', 'acme')
  const second = await reeve('tenant', 'create', 'rival')
  expect(second).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^over_licence: The licence of this installation covers 1 tenants/),
  })
  expect((await reeve('licence', 'show')).out).toMatch(/tenants\s+1 of 1/)
})

test('an altered file is refused with a sentence', async () => {
  const file = await issue('L-2', '--tenants', '1', '--services', '1')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"tenants": 1', '"tenants": 999'))
  expect(await reeve('licence', 'install', file)).toMatchObject({ status: 1, err: expect.stringMatching(/^signature_invalid: .*altered/) })
  writeFileSync(file, 'no licence')
  expect((await reeve('licence', 'install', file)).err).toMatch(/^bad_input: This is no licence file/)
})

test('the earlier one is put back', async () => {
  expect(await document('licence', 'back')).toMatchObject({ terms: { number: 'community' }, earlier: { number: 'L-1' } })
})

test('a licence for services: kept with its key, given, seen, never to too many, taken back, removed', async () => {
  writeFileSync(at('key'), 'SECRET-KEY\n')
  const add = ['licence', 'put', 'softy', '--title', 'Softy', '--vendor', 'Soft', '--seats', '1', '--cost', '12.50/EUR/year']
  expect((await reeve(...add)).err).toMatch(/needs --seats and --key-file/)
  expect(await document(...add, '--key-file', at('key'))).toMatchObject({ name: 'softy', seats: 1, cost: { amount: 1250, per: 'year' } })
  for (const name of ['one', 'two']) await document('service', 'create', '--tenant', 'acme', '--kind', 'webserver', '--name', name)
  expect((await reeve('licence', 'give', 'softy', 'acme/one')).err).toMatch(/^approval_needed: Give the licence softy to acme\/one waits/m)
  await document('licence', 'give', 'softy', 'acme/one', ...approving())
  expect((await reeve('licence', 'give', 'softy', 'acme/two', ...approving())).err).toMatch(
    /^over_licence: All seats of this licence are given, 1 of 1/m,
  )
  expect(await document('licence', 'of', 'acme/one')).toMatchObject([{ title: 'Softy', path: '/etc/reeve/licences/softy' }])
  const list = await reeve('licence', 'list')
  expect(list.out).toMatch(/DAYS LEFT/)
  expect(list.out).toMatch(/softy .*1 .*1 .*12\.50 EUR\/year +acme\/one/)
  expect(list.out).toMatch(/In a month: 1\.04 EUR/)
  expect((await reeve('licence', 'remove', 'softy')).err).toMatch(/^conflict: Services have this licence/)
  await document('licence', 'take-back', 'softy', 'acme/one')
  expect(await document('licence', 'of', 'acme/one')).toEqual([])
  await document('licence', 'remove', 'softy')
  expect(await document('licence', 'list')).toEqual({ pool: [], monthly: [] })
  expect((await reeve('audit', 'list', '--action', 'seat.give')).out).toMatch(/Give the licence softy to acme\/one/)
})

test.each([
  ['--cost', 'twelve'],
  ['--seats', 'many'],
  ['--expires', 'tomorrow'],
])('%s %s is no way to say it', async (option, value) => {
  const words = ['licence', 'put', 'other', '--seats', '1', '--key-file', at('key')]
  expect((await reeve(...words, option, value)).status).not.toBe(0)
})

test('the days that are left are shown', async () => {
  const today = new Date().toISOString().slice(0, 10)
  await document('licence', 'install', await issue('L-3', '--tenants', '9', '--services', '9', '--expires', today))
  expect((await reeve('licence', 'show')).out).toMatch(/days left\s+1/)
})
