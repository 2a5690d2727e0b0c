import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Envelope } from '../../contracts/envelope.ts'
import { newId } from '../../contracts/ids.ts'
import { approveWith, type SoftwareAuthenticator } from '../../contracts/software-authenticator.ts'
import type { Answer } from '../core/answers.ts'
import { type Db, openDatabase } from '../core/database.ts'
import { createJournal as createAgentJournal, journalMigrations } from '../core/journal.ts'
import { createLog } from '../core/log.ts'
import { createRunner, type Handlers } from '../core/runner.ts'
import { createAgentClient } from '../core/socket-client.ts'
import { serveAgent } from '../core/socket-server.ts'
import { enumerateKills, Killer } from '../core/testing/kills.ts'
import { createDoor, type Door } from './door.ts'
import { digestOfSecret } from './judge/approvals.ts'
import { doorMigrations } from './schema.ts'
import { actionOf, backendKey, ceiling, enrolment, newKey, serviceWish, signed, site, tenantWish } from './testing/keep.ts'
import { killableDb } from './testing/killable-db.ts'
import { createUploads } from './uploads.ts'

// Agents that live on while the door is killed, each behind a real socket: they count how often each thing was really done.
const done: string[] = []
const engine = new Set<string>()
const note = (what: string, change: () => void) => async () => {
  done.push(what)
  change()
  return {}
}
const nothing = async () => ({})
const handlers = {
  tenancy: {
    'tenant.apply': async ({ tenant }) => note(`make ${tenant}`, () => engine.add(tenant))(),
    'tenant.delete': async ({ tenant }) => note(`remove ${tenant}`, () => engine.delete(tenant))(),
  } satisfies Handlers<'tenancy'>,
  services: {
    async 'service.apply'({ service }) {
      await note(`make ${service}`, () => engine.add(service))()
      return { address: '10.88.1.1', ownAddress: null, ports: [{ name: 'http', port: 80 }] }
    },
    'service.delete': async ({ service }) => note(`remove ${service}`, () => engine.delete(service))(),
    ...{
      'service.logs': nothing,
      'service.visits': nothing,
      'service.usage': nothing,
      'service.patch': nothing,
      'tenant.roots': nothing,
      'asks.collect': nothing,
      'asks.answer': nothing,
      'service.snapshots': nothing,
      'service.snapshot': nothing,
      'service.revert': nothing,
      'service.restart': nothing,
      'service.reload': nothing,
      'service.processes': nothing,
      'site.deploy': nothing,
      'site.rollback': nothing,
      'files.list': nothing,
      'files.read': nothing,
    },
    ...{ 'files.download': nothing, 'files.write': nothing, 'files.makeFolder': nothing, 'files.move': nothing, 'files.delete': nothing },
  } satisfies Handlers<'services'>,
}

const folder = mkdtempSync(join(tmpdir(), 'reeve-crash-'))
const log = createLog('door', 'silent')
const closing: (() => Promise<void>)[] = []
let rootKey: SoftwareAuthenticator

beforeAll(async () => {
  rootKey = await newKey()
  for (const name of ['tenancy', 'services'] as const) {
    const journal = createAgentJournal(openDatabase(':memory:', journalMigrations))
    const runner = createRunner(name, journal, handlers[name] as never, log)
    const server = await serveAgent({ socket: join(folder, `${name}.sock`), runner, log })
    closing.push(async () => {
      await server.close()
      journal.close()
    })
  }
})
afterAll(async () => {
  for (const close of closing) await close()
  rmSync(folder, { recursive: true })
})

interface RunningDoor {
  door: Door
  /** As kill -9 leaves it: connections cut, nothing flushed. */
  kill(): Promise<void>
}

async function startDoor(file: string, killer: Killer): Promise<RunningDoor> {
  const real: Db = openDatabase(file, doorMigrations)
  const db = killableDb(real, killer)
  const client = (name: string) => createAgentClient(join(folder, `${name}.sock`))
  const clients = {
    tenancy: client('tenancy'),
    services: client('services'),
    waker: client('waker'),
    gate: client('gate'),
    licence: client('licence'),
    stats: client('stats'),
    host: client('host'),
    patch: client('patch'),
    backup: client('backup'),
  }
  const wrapped = { ...clients, tenancy: killer.wrap(clients.tenancy), services: killer.wrap(clients.services) }
  const door = createDoor({
    ...{ db, site, backendKey, log, agents: wrapped, uploads: createUploads(db, join(folder, 'uploads')), secretFile: `${file}.secret` },
    rules: {
      ceiling,
      destructivePerHour: 100,
      newPerHour: { tenants: 10, services: 10 },
      patchesPerDay: { builds: 10, roots: 10 },
      panelNames: [],
    },
    checkLicence: () => undefined,
    reserve: { held: () => true, release: () => false },
    fatal: () => undefined,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    now: Date.now,
  })
  return {
    door,
    async kill() {
      await Promise.all(Object.values(clients).map((each) => each.close()))
      real.close()
    },
  }
}

/** What the backend does: the same envelope again, until there is an answer; the supervisor starts the door again meanwhile. */
async function insist(keep: { running: RunningDoor; file: string; killer: Killer }, envelope: Envelope): Promise<Answer> {
  const asked = await keep.running.door.ask(envelope, () => undefined)
  if (!keep.killer.fired) return asked
  await keep.running.kill()
  keep.killer = new Killer(Number.POSITIVE_INFINITY)
  keep.running = await startDoor(keep.file, keep.killer)
  await keep.running.door.resume()
  return keep.running.door.ask(envelope, () => undefined)
}

let run = 0
async function story(
  killer: Killer,
  before: (send: (envelope: Envelope) => Promise<void>, ids: { tenant: string; service: string }) => Promise<void>,
) {
  run += 1
  const file = join(folder, `door-${run}.db`)
  const ids = { tenant: newId('t'), service: newId('s') }
  done.length = 0
  engine.clear()
  const calm = new Killer(Number.POSITIVE_INFINITY)
  const first = await startDoor(file, calm)
  writeFileSync(`${file}.secret`, digestOfSecret('once'))
  const setUp = [
    actionOf('authenticator.enrol', enrolment(rootKey, 'root', null, 'once')),
    actionOf('tenant.apply', tenantWish(ids.tenant, 'acme')),
  ]
  for (const action of setUp) expect(await first.door.ask(signed(action), () => undefined)).toEqual({ result: {} })
  await first.kill()
  const keep = { running: await startDoor(file, killer), file, killer }
  const send = async (envelope: Envelope) => {
    expect(await insist(keep, envelope)).toHaveProperty('result')
  }
  await before(send, ids)
  const { door } = keep.running
  const entries = door.ledger.after(0, 1000, null)
  const left = { tenant: door.owners.tenant(ids.tenant), service: door.owners.service(ids.service) }
  expect((await door.ledger.verify()).whole).toBe(true)
  expect(keep.running.door.owners.servicesOf(ids.tenant)).toHaveLength(left.service === undefined ? 0 : 1)
  await keep.running.kill()
  return { ...ids, left, ledger: entries.map((entry) => `${entry.kind} ${entry.name}`) }
}

describe('killed before every single effect, the door ends each action exactly once', () => {
  it('while a service is made', async () => {
    const runs = await enumerateKills(async (killer) => {
      const { tenant, service, left, ledger } = await story(killer, async (send, ids) => {
        await send(signed(actionOf('service.apply', serviceWish(ids.tenant, ids.service, 'shop'))))
      })
      expect(done).toEqual([`make ${tenant}`, `make ${service}`])
      expect(left.service).toMatchObject({ address: '10.88.1.1', ports: [{ name: 'http', port: 80 }] })
      expect(ledger.slice(-2)).toEqual(['accepted service.apply', 'done service.apply'])
      expect(ledger.filter((entry) => entry.endsWith('service.apply'))).toHaveLength(2)
    })
    expect(runs).toBeGreaterThan(8)
  })

  it('while a service is deleted with an approval', async () => {
    await enumerateKills(async (killer) => {
      const { tenant, service, left, ledger } = await story(killer, async (send, ids) => {
        await send(signed(actionOf('service.apply', serviceWish(ids.tenant, ids.service, 'shop'))))
        const wish = { ...ids, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' }
        const action = actionOf('service.delete', wish)
        await send(signed(action, await approveWith(rootKey, action)))
      })
      expect(done).toEqual([`make ${tenant}`, `make ${service}`, `remove ${service}`])
      expect(left.service).toBeUndefined()
      expect([...engine]).toEqual([tenant])
      expect(ledger.slice(-3)).toEqual(['accepted service.delete', 'approved service.delete', 'done service.delete'])
    })
  })

  it('while a tenant goes with its service', async () => {
    await enumerateKills(async (killer) => {
      const { tenant, service, left } = await story(killer, async (send, ids) => {
        await send(signed(actionOf('service.apply', serviceWish(ids.tenant, ids.service, 'shop'))))
        const action = actionOf('tenant.delete', { tenant: ids.tenant, generation: 2, name: 'acme', title: 'The acme' })
        await send(signed(action, await approveWith(rootKey, action)))
      })
      expect(done).toEqual([`make ${tenant}`, `make ${service}`, `remove ${service}`, `remove ${tenant}`])
      expect(left).toEqual({ tenant: undefined, service: undefined })
      expect([...engine]).toEqual([])
    })
  })
})
