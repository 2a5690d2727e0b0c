import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import { newId, projectOf } from '../../contracts/ids.ts'
import { approveWith } from '../../contracts/software-authenticator.ts'
import { type Db, openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { createLog } from '../core/log.ts'
import type { Closable } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { createAgentClient } from '../core/socket-client.ts'
import { serveAgent } from '../core/socket-server.ts'
import { FakeHost } from '../core/testing/host.ts'
import { enumerateKills, Killer } from '../core/testing/kills.ts'
import { FakeEngine } from '../engine/fake.ts'
import { createRecords, servicesMigrations } from '../services/records.ts'
import { createServices } from '../services/services.ts'
import { createTenancy } from '../tenancy/tenancy.ts'
import { actionOf, createTestKeep, quietAgents, serviceWish, signed, tenantWish } from './testing/keep.ts'

// The real door over the real agents on the engine in memory, with real sockets between them; the agents are what dies here.
const log = createLog('test', 'silent')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-agents-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Named = 'tenancy' | 'services'

/** The agents' processes: `restart` is what the supervisor does. Databases and engine outlive them. */
function processes(engine: FakeEngine) {
  const dbs: Record<Named, Db> = {
    tenancy: openDatabase(':memory:', journalMigrations),
    services: openDatabase(':memory:', [...journalMigrations, ...servicesMigrations]),
  }
  const servers = new Map<Named, Closable>()
  const common = { dataPool: 'reeve-data', rootsPool: 'reeve-roots', tenantsBridge: 'rv-ten' }
  const runnerOf = (name: Named, killer: Killer) => {
    const [mine, journal] = [killer.wrap<FakeEngine>(engine), killer.wrap(createJournal(dbs[name]))]
    if (name === 'tenancy') return createRunner(name, journal, createTenancy({ ...common, engine: mine, certificates: [] }), log)
    const records = killer.wrap(createRecords(dbs.services))
    return createRunner(
      name,
      journal,
      createServices({
        ...common,
        engine: mine,
        records,
        host: new FakeHost(),
        uploads: folder,
        now: Date.now,
        pause: async () => undefined,
        log,
      }),
      log,
    )
  }
  const restart = async (name: Named, killer = new Killer(Number.POSITIVE_INFINITY)) => {
    await servers.get(name)?.close()
    servers.set(name, await serveAgent({ socket: join(folder, `${name}.sock`), runner: runnerOf(name, killer), log }))
  }
  return {
    restart,
    async close() {
      for (const server of servers.values()) await server.close()
      for (const db of Object.values(dbs)) db.close()
    },
  }
}

async function start(killed: Named, killer: Killer) {
  const engine = new FakeEngine()
  for (const kind of ['webserver', 'ssh', 'postgresql']) engine.state.images.set(`reeve-kind-${kind}`, 'ab'.repeat(32))
  const agents = processes(engine)
  for (const name of ['tenancy', 'services'] as const) await agents.restart(name, name === killed ? killer : undefined)
  const clients = { tenancy: createAgentClient(join(folder, 'tenancy.sock')), services: createAgentClient(join(folder, 'services.sock')) }
  const keep = await createTestKeep({ agents: { ...quietAgents().agents, ...clients } })
  let restarted = false
  /** Asks, and starts the agent again as soon as it died. */
  const insist = async <N extends ActionName>(name: N, input: ActionInput<N>) => {
    const action = actionOf(name, input)
    const asked = keep.door.ask(signed(action, await approveWith(keep.rootKey, action)), () => {
      if (!killer.fired || restarted) return
      restarted = true
      void agents.restart(killed)
    })
    expect(await asked).toHaveProperty('result')
  }
  const close = async () => {
    for (const client of Object.values(clients)) await client.close()
    await agents.close()
    keep.close()
  }
  return { engine, keep, insist, close }
}

it.each(['tenancy', 'services'] as const)(
  'a tenant and its website come and go, wherever %s is killed',
  { timeout: 240_000 },
  async (killed) => {
    const runs = await enumerateKills(async (killer) => {
      const { engine, keep, insist, close } = await start(killed, killer)
      const [tenant, service] = [newId('t'), newId('s')]
      const project = projectOf(tenant)
      await insist('tenant.apply', tenantWish(tenant, 'acme'))
      await insist('service.apply', serviceWish(tenant, service, 'shop'))
      expect([...engine.state.instances.keys()]).toEqual([`${project}/${service}`])
      expect(engine.calls.filter((call) => call.startsWith('createInstance'))).toHaveLength(1)
      expect(keep.door.owners.service(service)?.address).toMatch(/^10\.88\./)
      await insist('tenant.delete', { tenant, generation: 2, name: 'acme', title: 'The acme' })
      expect(engine.state.instances.size + engine.state.volumes.size).toBe(0)
      expect(engine.state.projects.has(project)).toBe(false)
      expect(keep.door.owners.tenant(tenant)).toBeUndefined()
      expect((await keep.door.ledger.verify()).whole).toBe(true)
      await close()
    })
    expect(runs).toBeGreaterThan(5)
  },
)
