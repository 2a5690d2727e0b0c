import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionInput, ActionName } from '../contracts/actions.ts'
import { canonicalJson } from '../contracts/canonical.ts'
import type { Action, Approval } from '../contracts/envelope.ts'
import { newId } from '../contracts/ids.ts'
import { kindDescriptor } from '../contracts/kinds.ts'
import { ledgerEntry, ledgerVerdict } from '../contracts/ledger.ts'
import { observation } from '../contracts/observation.ts'
import { approveWith, softwareAuthenticator } from '../contracts/software-authenticator.ts'
import { trust } from '../contracts/trust.ts'
import { createLog } from './core/log.ts'
import { createMtlsAgent } from './core/mtls-client.ts'
import { type SimulatedKeep, startSimulatedKeep } from './simulated-keep.ts'

// The routes of the door, as the backend uses them, over real sockets and certificates.
const dir = mkdtempSync(join(tmpdir(), 'reeve-sim-'))
let keep: SimulatedKeep
let agent: ReturnType<typeof createMtlsAgent>
beforeAll(async () => {
  keep = await startSimulatedKeep({ dir, log: createLog('sim', 'silent') })
  agent = createMtlsAgent(keep.tls, 'door')
})
afterAll(async () => {
  await agent.close()
  await keep.close()
  rmSync(dir, { recursive: true })
})

async function call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body: string | Buffer | null = null, dispatcher = agent) {
  const answer = await request(`${keep.url}${path}`, { method, body, dispatcher })
  return { status: answer.statusCode, text: await answer.body.text() }
}
const json = async (path: string): Promise<unknown> => JSON.parse((await call('GET', path)).text)

const actionOf = <N extends ActionName>(name: N, input: ActionInput<N>): Action => {
  const issuedAt = Date.now()
  const actor = { person: 'root', role: 'administrator' } as const
  return { id: randomUUID(), name, actor, issuedAt, expiresAt: issuedAt + 60_000, input: input as Action['input'] }
}
async function send(action: Action, approval: Approval | null = null): Promise<Record<string, unknown>[]> {
  const signature = sign(null, Buffer.from(canonicalJson(action)), createPrivateKey(readFileSync(keep.signingKey))).toString('base64url')
  const { text } = await call('POST', '/v1/actions', JSON.stringify({ action, signature, approval }))
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const [tenant, service] = [newId('t'), newId('s')]
const limits = { services: 3, cpus: 4, memoryMiB: 2048, diskMiB: 16_384, processes: 2048 }
const resources = { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 }
const idle = { freezeAfterSeconds: 300, stopAfterSeconds: 3600 }

describe('the door behind its certificates', () => {
  it('lets nobody in but the backend', async () => {
    const keys = (name: string) => join(dir, 'keys', name)
    const stranger = createMtlsAgent({ certificate: keys('door.crt'), key: keys('door.key'), authority: keys('ca.crt') }, 'door')
    expect((await call('GET', '/v1/trust', null, stranger)).status).toBe(403)
    await stranger.close()
  })

  it('makes a site, puts files on it and deletes it', async () => {
    await send(actionOf('tenant.apply', { tenant, generation: 1, name: 'acme', title: 'Acme', suspended: false, limits }))
    const made = await send(
      actionOf('service.apply', { tenant, service, generation: 1, name: 'shop', kind: 'webserver', config: {}, resources, idle }),
    )
    expect(made[0]).toHaveProperty('progress')
    expect(made.at(-1)).toMatchObject({ result: { address: expect.stringMatching(/^10\.88\./), ownAddress: null } })

    const upload = newId('u')
    const place = `/v1/uploads/${upload}?tenant=${tenant}&service=`
    expect((await call('PUT', `${place}${newId('s')}`, Buffer.from('an archive'))).status).toBe(404)
    const put = await call('PUT', `${place}${service}`, Buffer.from('an archive'))
    expect(put.status).toBe(201)
    const stored = JSON.parse(put.text)
    expect((await send(actionOf('site.deploy', { tenant, service, upload, ...stored, format: 'zip' }))).at(-1)).toHaveProperty('result')
    await expect.poll(async () => (await call('GET', `/v1/uploads/${upload}`)).status).toBe(404)

    const [download] = (await send(actionOf('files.download', { tenant, service, path: 'htdocs/index.html' }))).slice(-1)
    const ready = (download as { result: { download: string } }).result.download
    expect((await call('GET', `/v1/uploads/${ready}`)).text).toContain(`Deployed ${upload}`)
    expect((await call('DELETE', `/v1/uploads/${ready}`)).status).toBe(204)

    await send(actionOf('service.wake', { tenant, service }))
    const seen = observation.parse(await json('/v1/observe'))
    expect(seen.services).toMatchObject([{ service, state: 'running' }])
    expect(seen.wakes).toHaveLength(1)

    const wish = actionOf('service.delete', { tenant, service, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' })
    expect((await send(wish)).at(-1)).toMatchObject({ error: { code: 'approval_needed', refused: true } })
    const key = softwareAuthenticator.parse(JSON.parse(readFileSync(keep.approver, 'utf8')))
    expect((await send(wish, await approveWith(key, wish))).at(-1)).toEqual({ result: {} })
  })

  it('tells kinds, trust and the ledger', async () => {
    expect(
      kindDescriptor
        .array()
        .parse(await json('/v1/kinds'))
        .map((kind) => kind.kind),
    ).toContain('webserver')
    const known = trust.parse(await json('/v1/trust'))
    expect(known.authenticators).toMatchObject([{ person: 'root', tenant: null }])
    expect(known.sealingKey).not.toBeNull()
    expect(known.authority).toMatch(/^-----BEGIN CERTIFICATE-----/)
    const entries = ledgerEntry.array().parse(await json(`/v1/ledger?limit=2&tenant=${tenant}`))
    expect(entries.map((entry) => `${entry.kind} ${entry.name}`)).toEqual(['done service.delete', 'approved service.delete'])
    expect(ledgerVerdict.parse(await json('/v1/ledger/verify')).whole).toBe(true)
    expect((await call('GET', '/v1/ledger?limit=1000000')).status).toBe(400)
  })

  it('goes on where it ended when it is started again', async () => {
    await agent.close()
    await keep.close()
    keep = await startSimulatedKeep({ dir, log: createLog('sim', 'silent') })
    agent = createMtlsAgent(keep.tls, 'door')
    expect(trust.parse(await json('/v1/trust')).authenticators).toHaveLength(1)
  })
})
