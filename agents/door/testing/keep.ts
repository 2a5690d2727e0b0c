import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionInput, ActionName } from '../../../contracts/actions.ts'
import { canonicalJson } from '../../../contracts/canonical.ts'
import type { Action, Actor, Approval, Envelope } from '../../../contracts/envelope.ts'
import { newId } from '../../../contracts/ids.ts'
import type { TenantLimits } from '../../../contracts/limits.ts'
import type { ProgressLine } from '../../../contracts/progress.ts'
import { approveWith, createSoftwareAuthenticator, type SoftwareAuthenticator } from '../../../contracts/software-authenticator.ts'
import type { Answer, Result } from '../../core/answers.ts'
import { type Db, openDatabase } from '../../core/database.ts'
import { licenceFileFault } from '../../core/licence-keys.ts'
import { createLog } from '../../core/log.ts'
import type { AgentClient } from '../../core/socket-client.ts'
import { issuer } from '../../core/testing/licences.ts'
import { createDoor, type Door } from '../door.ts'
import { digestOfSecret } from '../judge/approvals.ts'
import type { UploadRecord } from '../records.ts'
import { createReserve, type Reserve } from '../reserve.ts'
import { doorMigrations } from '../schema.ts'
import type { Agents } from '../send.ts'

export const site = { rpId: 'localhost', origins: ['http://localhost:8090'] }
const pair = generateKeyPairSync('ed25519')
export const backendKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
export const ceiling: TenantLimits = { services: 10, cpus: 16, memoryMiB: 8192, diskMiB: 65_536, processes: 8192 }
export const root: Actor = { person: 'root', role: 'administrator' }
const log = createLog('door', 'silent')

/** Signed as the backend does; `key` for forgeries. */
export const signed = (action: Action, approval: Approval | null = null, key: KeyObject = pair.privateKey): Envelope => ({
  action,
  approval,
  signature: sign(null, Buffer.from(canonicalJson(action)), key).toString('base64url'),
})

export const actionOf = <N extends ActionName>(name: N, input: ActionInput<N>, actor: Actor = root, now = Date.now()): Action => ({
  id: randomUUID(),
  name,
  actor,
  issuedAt: now,
  expiresAt: now + 600_000,
  input: input as Action['input'],
})

export const limits: TenantLimits = { services: 3, cpus: 8, memoryMiB: 2048, diskMiB: 16_384, processes: 2048 }
export const resources = { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 }
const idle = { freezeAfterSeconds: 300, stopAfterSeconds: 3600 }

export const tenantWish = (tenant: string, name: string, more: Partial<ActionInput<'tenant.apply'>> = {}): ActionInput<'tenant.apply'> => ({
  ...{ tenant, name, generation: 1, title: `The ${name}`, suspended: false, limits },
  ...more,
})

export const serviceWish = (
  tenant: string,
  service: string,
  name: string,
  more: Partial<ActionInput<'service.apply'>> = {},
): ActionInput<'service.apply'> => ({
  ...{ tenant, service, name, generation: 1, kind: 'webserver', config: {}, resources, idle },
  ...more,
})

const whereabouts = (number: number): Result => ({ address: `10.88.1.${number}`, ownAddress: null, ports: [{ name: 'http', port: 80 }] })

/** Agents that do nothing and say that all is well; what they were sent is in `sent`. */
export function quietAgents(): { agents: Agents; sent: Action[] } {
  const sent: Action[] = []
  const numbers = new Map<unknown, number>()
  const client: AgentClient = {
    async act(action, _facts, follow) {
      sent.push(action)
      follow({ progress: { step: 1, of: 1, text: 'working' } })
      if (action.name !== 'service.apply') return { result: {} }
      const number = numbers.get(action.input.service) ?? numbers.size + 1
      numbers.set(action.input.service, number)
      return { result: whereabouts(number) }
    },
    get: () => Promise.reject(new Error('nothing to read')),
    post: () => Promise.reject(new Error('nothing to read')),
    alive: async () => true,
    close: async () => undefined,
  }
  const agents = {
    tenancy: client,
    services: client,
    waker: client,
    gate: client,
    licence: client,
    stats: client,
    host: client,
    patch: client,
    backup: client,
  }
  return { agents, sent }
}

export interface TestKeep {
  door: Door
  db: Db
  sent: Action[]
  rootKey: SoftwareAuthenticator
  clock: { now: number }
  uploads: Map<string, UploadRecord>
  reserve: Reserve
  /** Writes a secret as the terminal does. */
  showSecret(secret: string): void
  ask<N extends ActionName>(name: N, input: ActionInput<N>, actor?: Actor, follow?: (line: ProgressLine) => void): Promise<Answer>
  /** Asks with the approval of a key (root's unless told). */
  approve<N extends ActionName>(name: N, input: ActionInput<N>, key?: SoftwareAuthenticator, actor?: Actor): Promise<Answer>
  close(): void
}

/** A door in memory, with root's key enrolled by the terminal's secret. */
export async function createTestKeep(options: { destructivePerHour?: number; agents?: Agents } = {}): Promise<TestKeep> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-door-'))
  const secretFile = join(folder, 'secret')
  const licenceKeys = join(folder, 'licence-keys.pem')
  writeFileSync(licenceKeys, issuer.publicKey)
  const db = openDatabase(':memory:', doorMigrations)
  const quiet = quietAgents()
  const clock = { now: Date.now() }
  const uploads = new Map<string, UploadRecord>()
  const reserve = createReserve(join(folder, 'reserve'))
  await reserve.restore()
  const door = createDoor({
    ...{ db, site, backendKey, secretFile, log },
    checkLicence: (file) => licenceFileFault(file, licenceKeys),
    agents: options.agents ?? quiet.agents,
    uploads: { find: (id) => uploads.get(id), take: () => undefined, remove: async (id) => void uploads.delete(id) },
    reserve,
    rules: {
      ceiling,
      destructivePerHour: options.destructivePerHour ?? 100,
      newPerHour: { tenants: 5, services: 20 },
      patchesPerDay: { builds: 2, roots: 2 },
      panelNames: ['panel.example.org'],
    },
    fatal: (error) => {
      throw error
    },
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => clock.now,
  })
  const rootKey = await createSoftwareAuthenticator({ rpId: 'localhost', origin: 'http://localhost:8090' })
  const keep: TestKeep = {
    ...{ door, db, sent: quiet.sent, rootKey, clock, uploads, reserve },
    showSecret: (secret) => writeFileSync(secretFile, digestOfSecret(secret)),
    ask: (name, input, actor = root, follow = () => undefined) => door.ask(signed(actionOf(name, input, actor, clock.now)), follow),
    async approve(name, input, key = rootKey, actor = root) {
      const action = actionOf(name, input, actor, clock.now)
      return door.ask(signed(action, await approveWith(key, action)), () => undefined)
    },
    close() {
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
  keep.showSecret('first')
  const answer = await keep.ask('authenticator.enrol', enrolment(rootKey, 'root', null, 'first'))
  if ('error' in answer) throw new Error(answer.error.message)
  return keep
}

export const enrolment = (
  key: SoftwareAuthenticator,
  person: string,
  tenant: string | null,
  secret: string | null,
  tenantName: string | null = null,
): ActionInput<'authenticator.enrol'> => ({
  ...{ authenticator: key.authenticator, person, tenant, tenantName, secret, personName: 'Somebody', label: 'A key' },
  ...{ credential: key.credential, publicKey: key.publicKey },
})

export const newKey = () => createSoftwareAuthenticator({ rpId: 'localhost', origin: 'http://localhost:8090' })

/** A keep with two tenants, `acme` and `rival`, one web server each. */
export async function createPopulatedKeep(options: { destructivePerHour?: number; agents?: Agents } = {}) {
  const keep = await createTestKeep(options)
  const [acme, rival, shop, blog] = [newId('t'), newId('t'), newId('s'), newId('s')]
  const answers = [
    await keep.ask('tenant.apply', tenantWish(acme, 'acme')),
    await keep.ask('tenant.apply', tenantWish(rival, 'rival')),
    await keep.ask('service.apply', serviceWish(acme, shop, 'shop')),
    await keep.ask('service.apply', serviceWish(rival, blog, 'blog')),
  ]
  for (const answer of answers) if ('error' in answer) throw new Error(answer.error.message)
  return { ...keep, acme, rival, shop, blog }
}

/** The code of a refusal or failure; `done` when there is none. */
export const outcomeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'done')
