import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActionName } from '../../contracts/actions.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { Action, Approval } from '../../contracts/envelope.ts'
import { newId } from '../../contracts/ids.ts'
import { approveWith, softwareAuthenticator } from '../../contracts/software-authenticator.ts'
import { endpoints, paths } from '../../contracts/zones.ts'
import { inside, program, zoneNode } from './support/engine.ts'
import { reeve, removeTenant, site } from './support/site.ts'

/** Runs in the backend's VPS, as somebody who took it over: its certificate, its network, the door. Prints the last line of the answer. */
const sender = `
const https = require('node:https'), fs = require('node:fs')
const keys = '/etc/reeve/keys/'
const body = fs.readFileSync(0)
const [path = '/v1/actions', method = 'POST'] = process.argv.slice(1)
const request = https.request({ host: '${endpoints.door.address}', port: ${endpoints.door.port}, path, method,
  key: fs.readFileSync(keys + 'backend.key'), cert: fs.readFileSync(keys + 'backend.crt'), ca: fs.readFileSync(keys + 'ca.crt'),
  checkServerIdentity: () => undefined, headers: { 'content-type': 'application/json', 'content-length': body.length } }, (answer) => {
  let text = ''
  answer.on('data', (part) => { text += part })
  answer.on('end', () => console.log(text.trim().split('\\n').at(-1)))
})
request.on('error', (error) => { console.error(error.message); process.exit(1) })
request.end(body)
`

let signingKey: ReturnType<typeof createPrivateKey>
let own: { tenant: string; service: string }
let other: { tenant: string; service: string }

const actionOf = (name: ActionName, input: Action['input'], changes: Partial<Action> = {}): Action => ({
  id: randomUUID(),
  name,
  actor: { person: 'root', role: 'administrator' },
  issuedAt: Date.now(),
  expiresAt: Date.now() + 60_000,
  input,
  ...changes,
})

async function send(
  action: Action,
  approval: Approval | null = null,
  signature?: string,
): Promise<{ result?: unknown; error?: { code: string } }> {
  const good = sign(null, Buffer.from(canonicalJson(action)), signingKey).toString('base64url')
  const argv = ['exec', 'backend', '--project', 'reeve', '-T', '--', zoneNode, '-e', sender]
  const outcome = await program('incus', argv, JSON.stringify({ action, signature: signature ?? good, approval }))
  if (outcome.status !== 0) throw new Error(outcome.stderr)
  return JSON.parse(outcome.stdout)
}
/** Puts an archive into the keep's spool, for a service. */
async function upload(service: { tenant: string; service: string }): Promise<{ upload: string; bytes: number; sha256: string }> {
  const id = newId('u')
  const path = `/v1/uploads/${id}?tenant=${service.tenant}&service=${service.service}`
  const argv = ['exec', 'backend', '--project', 'reeve', '-T', '--', zoneNode, '-e', sender, path, 'PUT']
  const outcome = await program('incus', argv, 'no archive, and that is not what is looked at')
  if (outcome.status !== 0) throw new Error(outcome.stderr)
  return { upload: id, ...JSON.parse(outcome.stdout) }
}
const codeOf = async (action: Action, approval: Approval | null = null) => (await send(action, approval)).error?.code

const deletion = (service: { tenant: string; service: string }, tenantName: string): Action['input'] => ({
  tenant: service.tenant,
  service: service.service,
  generation: 1000,
  name: 'www',
  tenantName,
  kind: 'webserver',
})

beforeAll(async () => {
  signingKey = createPrivateKey((await inside('backend', ['cat', '/etc/reeve/keys/signing.key'])).stdout)
  own = await site('stolen-one')
  other = await site('stolen-two')
}, 240_000)
afterAll(async () => {
  await removeTenant('stolen-one')
  await removeTenant('stolen-two')
}, 240_000)

describe("A holder of the backend's signing key and certificate", () => {
  test('can ask for what is routine: the probe works', async () => {
    expect((await send(actionOf('service.logs', { tenant: own.tenant, service: own.service, lines: 1 }))).result).toBeDefined()
  })

  test('can not delete a service without an approval', async () => {
    expect(await codeOf(actionOf('service.delete', deletion(own, 'stolen-one')))).toBe('approval_needed')
  })

  test('can not use the approval of one deletion for another', async () => {
    const authenticator = softwareAuthenticator.parse(JSON.parse(readFileSync(paths.approver, 'utf8')))
    const approved = actionOf('service.delete', deletion(own, 'stolen-one'))
    const approval = await approveWith(authenticator, approved)
    const swapped = actionOf('service.delete', deletion(other, 'stolen-two'))
    expect(await codeOf(swapped, approval)).toBe('approval_invalid')
  })

  test('can not add an administrator or a key of its own', async () => {
    const person = newId('p')
    expect(await codeOf(actionOf('administrator.add', { person, email: 'evil@example.test', name: 'Evil' }))).toBe('approval_needed')
    const key = {
      authenticator: newId('k'),
      person: 'root',
      personName: 'Evil',
      label: 'x',
      tenant: null,
      tenantName: null,
      credential: 'AAAA',
      publicKey: 'AAAA',
      secret: 'guess',
    }
    expect(await codeOf(actionOf('authenticator.enrol', { ...key, person }))).toMatch(
      /^(approval_(needed|invalid)|forbidden|rate_limited)$/,
    )
  })

  test('can not reach across tenants, nor learn who is there', async () => {
    const foreign = actionOf('service.logs', { tenant: own.tenant, service: other.service, lines: 1 })
    const absent = actionOf('service.logs', { tenant: own.tenant, service: newId('s'), lines: 1 })
    const [one, two] = [await send(foreign), await send(absent)]
    expect(one.error?.code).toBe('not_found')
    expect(one).toEqual(two)
  })

  test('can not deploy to one service what was uploaded for another', async () => {
    const archive = { ...(await upload(other)), format: 'zip' as const }
    const moved = actionOf('site.deploy', { tenant: own.tenant, service: own.service, ...archive })
    const absent = actionOf('site.deploy', { tenant: own.tenant, service: own.service, ...archive, upload: newId('u') })
    const [one, two] = [await send(moved), await send(absent)]
    expect(one.error?.code).toBe('not_found')
    expect(one).toEqual(two)
  })

  test('can not speak as a person who is no administrator in the keep', async () => {
    const actor = { person: newId('p'), role: 'administrator' as const }
    expect(await codeOf(actionOf('service.logs', { tenant: own.tenant, service: own.service, lines: 1 }, { actor }))).toBe('forbidden')
  })

  test('can not go beyond the ceiling of the keep', async () => {
    const limits = { services: 10_000, cpus: 64, memoryMiB: 1_048_576, diskMiB: 104_857_600, processes: 32_768 }
    const input = { tenant: own.tenant, generation: 1000, name: 'stolen-one', title: 'stolen-one', suspended: false, limits }
    expect(await codeOf(actionOf('tenant.apply', input))).toBe('over_limit')
  })

  test('can not replay, change or outlive an action', async () => {
    const read = { tenant: own.tenant, service: own.service, lines: 1 }
    const first = actionOf('service.logs', read)
    const answer = await send(first)
    expect(await send(first)).toEqual(answer)
    expect(await codeOf({ ...first, input: { ...read, lines: 2 } })).toBe('replay_mismatch')
    expect(await codeOf(actionOf('service.logs', read, { issuedAt: Date.now() - 600_000, expiresAt: Date.now() - 300_000 }))).toBe(
      'expired',
    )
    expect((await send(actionOf('service.logs', read), null, 'A'.repeat(86))).error?.code).toBe('signature_invalid')
  })

  test('has left its refused tries in a ledger that is whole', async () => {
    expect(await reeve('audit', 'verify')).toMatchObject({ whole: true })
    const refused = await reeve<{ kind: string; name: string }[]>('audit', 'list')
    expect(refused.some((entry) => entry.kind === 'refused' && entry.name === 'service.delete')).toBe(true)
  })
})
