import { createHash, createPrivateKey, randomBytes, randomUUID, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import type { ActionInput } from '../contracts/actions.ts'
import { canonicalJson } from '../contracts/canonical.ts'
import type { DoorConfig } from '../contracts/config.ts'
import type { Action } from '../contracts/envelope.ts'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from '../contracts/software-authenticator.ts'
import type { Log } from './core/log.ts'
import type { TlsFiles } from './core/mtls.ts'
import { createMtlsAgent } from './core/mtls-client.ts'
import type { Closable } from './core/process.ts'
import { startDoor } from './door/start.ts'
import { startSimulatedAgents } from './sim/agents.ts'
import { ensureKeys } from './sim/pki.ts'
import { createWorld } from './sim/world.ts'

export interface SimulatedKeepOptions {
  /** Everything is kept here; a second start with the same folder goes on where the first one ended. */
  dir: string
  /** Port of the door on 127.0.0.1; 0 takes a free one. */
  port?: number
  /** Time between two steps of an action: 0 for tests, some hundred milliseconds to watch it. */
  paceMs?: number
  site?: { rpId: string; origins: string[] }
  log: Log
}

export interface SimulatedKeep extends Closable {
  url: string
  /** What the backend shows at the door. */
  tls: TlsFiles
  /** PEM file of the Ed25519 key that the backend signs actions with. */
  signingKey: string
  /** File of root's software authenticator, enrolled. */
  approver: string
  /** Secret that enrols the first administrator's key. */
  enrolmentSecret: string
}

const gigabyte = 1024

/** The real door over simulated agents, in this process. */
export async function startSimulatedKeep(options: SimulatedKeepOptions): Promise<SimulatedKeep> {
  const { dir, port = 0, paceMs = 0, log } = options
  const site = options.site ?? { rpId: 'localhost', origins: ['http://localhost:3000', 'http://localhost:8090'] }
  const at = (name: string) => join(dir, name)
  for (const folder of ['run', 'uploads']) mkdirSync(at(folder), { recursive: true })
  const keys = await ensureKeys(at('keys'))
  const gate = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const sealingKey = Buffer.from(await crypto.subtle.exportKey('raw', gate.publicKey)).toString('base64url')
  const agents = await startSimulatedAgents({
    ...{ world: createWorld(at('world.json')), sockets: at('run'), state: dir, uploads: at('uploads') },
    ...{ gateKeys: { sealingKey, authority: readFileSync(keys.tls('door').authority, 'utf8') }, paceMs, log },
  })
  const config: DoorConfig = {
    listen: { address: '127.0.0.1', port },
    tls: keys.tls('door'),
    database: at('door.db'),
    uploads: at('uploads'),
    sockets: at('run'),
    backendKey: keys.backendKey,
    licenceKeys: at('licence-keys.pem'),
    enrolmentSecret: at('enrolment-secret'),
    site,
    ceiling: { services: 1000, cpus: 256, memoryMiB: 512 * gigabyte, diskMiB: 4096 * gigabyte, processes: 1_000_000 },
    destructivePerHour: 1000,
    newPerHour: { tenants: 1000, services: 5000 },
    patchesPerDay: { builds: 1000, roots: 1000 },
  }
  const door = await startDoor(config, log, (error) => {
    throw error
  })
  const url = `https://127.0.0.1:${door.port}`
  const approver = at('approver.json')
  if (!existsSync(approver)) {
    const key = await createSoftwareAuthenticator({ rpId: site.rpId, origin: site.origins[0] ?? '' })
    await enrolRoot(url, keys, key, newSecret(config.enrolmentSecret))
    writeFileSync(approver, JSON.stringify(key), { mode: 0o600 })
  }
  return {
    ...{ url, tls: keys.tls('backend'), signingKey: keys.signingKey, approver },
    enrolmentSecret: newSecret(config.enrolmentSecret),
    async close() {
      await door.close()
      await agents.close()
    },
  }
}

/** As `up` does on the terminal: the file has the digest, a person the secret. */
function newSecret(file: string): string {
  const secret = randomBytes(24).toString('base64url')
  writeFileSync(file, createHash('sha256').update(secret).digest('hex'))
  return secret
}

async function enrolRoot(
  url: string,
  keys: Awaited<ReturnType<typeof ensureKeys>>,
  key: SoftwareAuthenticator,
  secret: string,
): Promise<void> {
  const { authenticator, credential, publicKey } = key
  const input = {
    authenticator,
    person: 'root',
    personName: 'Root of the machine',
    label: 'Command line',
    tenant: null,
    tenantName: null,
    credential,
    publicKey,
    secret,
  } satisfies ActionInput<'authenticator.enrol'>
  const issuedAt = Date.now()
  const actor = { person: 'root', role: 'administrator' } as const
  const action: Action = { id: randomUUID(), name: 'authenticator.enrol', actor, issuedAt, expiresAt: issuedAt + 60_000, input }
  const signature = sign(null, Buffer.from(canonicalJson(action)), createPrivateKey(readFileSync(keys.signingKey))).toString('base64url')
  const dispatcher = createMtlsAgent(keys.tls('backend'), 'door')
  const answer = await request(`${url}/v1/actions`, {
    method: 'POST',
    dispatcher,
    body: JSON.stringify({ action, signature, approval: null }),
  })
  const text = await answer.body.text()
  await dispatcher.close()
  if (!text.includes('"result"')) throw new Error(`Root's key could not be enrolled: ${text}`)
}
