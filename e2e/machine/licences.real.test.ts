import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import type { LicencesView } from '../../contracts/licence.ts'
import { engine, inside, program } from './support/engine.ts'
import { get, until } from './support/http.ts'
import { type Issuer, ownLicence, trustIssuer } from './support/licences.ts'
import { approving, marker, reeve, removeTenant, site, tryReeve } from './support/site.ts'

const [name, other] = ['licences', 'licences-more']
const host = 'www.licences.test'
const secret = 'KEY-OF-A-TEST-1234'
const file = '/etc/reeve/licences/story-tool'
let issuer: Issuer
let tenant: string
let service: string
let before: string

beforeAll(async () => {
  issuer = await trustIssuer()
  before = (await ownLicence()).terms.number
  await forget()
  ;({ tenant, service } = await site(name, [host]))
  await reeve('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'second')
  await until(
    'the site',
    () => get(host),
    ({ status }) => status === 200,
  )
})

/** Each story puts the installation back as it was. */
afterEach(async () => {
  if ((await ownLicence()).terms.number !== before) await reeve('licence', 'back')
})

afterAll(async () => {
  const { pool } = await reeve<Pick<LicencesView, 'pool'>>('licence', 'list')
  for (const { serviceName } of pool.find((entry) => entry.name === 'story-tool')?.seatsUsed ?? [])
    await reeve('licence', 'take-back', 'story-tool', `${name}/${serviceName}`)
  if (pool.some((entry) => entry.name === 'story-tool')) await reeve('licence', 'remove', 'story-tool')
  await removeTenant(name)
  await forget()
  await issuer.leave()
})

/** The keep never took this tenant on; the answer of its deletion says so. */
const forget = () => tryReeve('tenant', 'delete', other, ...approving)

/** The real client: a request of its own to the gate. */
async function answers(): Promise<string> {
  const { gate } = await reeve<{ gate: { http: string } }>('status')
  return (await program('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Host: ${host}`, `${gate.http}/`])).stdout
}
const newService = (called: string) => tryReeve('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', called)
const inVps = (argv: string[], of = service) => inside(of, argv, { project: projectOf(tenant) })

test('drill: an altered licence file is refused with a sentence and changes nothing', async () => {
  const altered = await issuer.issue('ALTERED', { services: 1 }, ({ licence }) => {
    licence.services = 4000
  })
  const { status, stderr } = await tryReeve('licence', 'install', altered)
  expect(status).toBe(1)
  expect(stderr).toMatch(/^signature_invalid: The licence file was altered, or nobody whom this machine trusts has signed it/)
  expect((await ownLicence()).terms.number).toBe(before)
})

test('the service and the tenant beyond a licence of few counts are refused by the keep, while the running site answers', async () => {
  const { used } = await ownLicence()
  const few = await issuer.issue('FEW', { tenants: used.tenants, services: used.services + 1 })
  expect(await reeve('licence', 'install', few)).toMatchObject({ terms: { number: 'FEW' }, standing: 'valid', earlier: { number: before } })
  expect((await newService('third')).status).toBe(0)
  const refused = await newService('fourth')
  expect(refused.stderr).toMatch(/^over_licence: The licence of this installation covers \d+ services, and there are as many/)
  expect((await tryReeve('tenant', 'create', other, '--title', marker)).stderr).toMatch(/^over_licence: /)
  expect(await answers()).toBe('200')
  await reeve('service', 'delete', `${name}/third`, ...approving)
  expect((await newService('third')).status).toBe(0)
})

test('drill: with an expired licence nothing new is made, and everything that is there runs, wakes, is changed and deleted', async () => {
  await reeve('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'doomed')
  const old = await issuer.issue('EXPIRED', { tenants: 5000, services: 4000, expires: '2020-01-31', graceDays: 14 })
  expect(await reeve('licence', 'install', old)).toMatchObject({ standing: 'over' })
  expect((await newService('late')).stderr).toMatch(/^over_licence: The licence of this installation ended on 2020-01-31/)
  expect(await answers()).toBe('200')
  await reeve('service', 'sleep', `${name}/www`, '--stop')
  expect(await answers()).toBe('200')
  await reeve('service', 'set', `${name}/www`, 'php=true')
  await reeve('service', 'delete', `${name}/doomed`, ...approving)
  expect(await answers()).toBe('200')
})

test('a key is a file of the service’s own user in its VPS, also of one that sleeps, and goes when it is taken back', async () => {
  writeFileSync(join(issuer.folder, 'key'), `${secret}\n`)
  await reeve('licence', 'put', 'story-tool', '--seats', '2', '--key-file', join(issuer.folder, 'key'))
  await reeve('licence', 'give', 'story-tool', `${name}/www`, ...approving)
  expect((await inVps(['cat', file])).stdout).toBe(secret)
  expect((await inVps(['stat', '-c', '%a %u', file])).stdout).toBe('400 1000\n')

  const { id: second } = await reeve<{ id: string }>('service', 'show', `${name}/second`)
  await reeve('service', 'sleep', `${name}/second`, '--stop')
  await reeve('licence', 'give', 'story-tool', `${name}/second`, ...approving)
  await reeve('service', 'wake', `${name}/second`)
  expect((await inVps(['cat', file], second)).stdout).toBe(secret)
  expect((await tryReeve('licence', 'give', 'story-tool', `${name}/third`, ...approving)).stderr).toMatch(
    /^over_licence: All seats of this licence are given, 2 of 2/m,
  )

  await reeve('service', 'sleep', `${name}/www`)
  await reeve('licence', 'take-back', 'story-tool', `${name}/www`)
  await reeve('service', 'wake', `${name}/www`)
  expect((await inVps(['cat', file])).stderr).toMatch(/No such file/)
  expect(await reeve('licence', 'of', `${name}/www`)).toEqual([])
  expect(await answers()).toBe('200')
})

test('after a new root the key is there again by itself', async () => {
  const { id } = await reeve<{ id: string }>('service', 'show', `${name}/second`)
  await reeve('service', 'sleep', `${name}/second`, '--stop')
  const source = { type: 'image', alias: 'reeve-kind-webserver' }
  await engine(`/1.0/instances/${id}/rebuild?project=${projectOf(tenant)}`, 'POST', { source })
  await reeve('service', 'set', `${name}/second`, 'php=true')
  await reeve('service', 'wake', `${name}/second`)
  await until(
    'the key',
    () => inVps(['cat', file], id),
    ({ stdout }) => stdout === secret,
    90,
  )
})

test('a deleted service leaves its seat to others', async () => {
  await reeve('service', 'delete', `${name}/second`, ...approving)
  const { pool } = await reeve<Pick<LicencesView, 'pool'>>('licence', 'list')
  expect(pool.find((entry) => entry.name === 'story-tool')?.seatsUsed).toEqual([])
})
