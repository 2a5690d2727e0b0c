import { randomBytes } from 'node:crypto'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReeveError } from '../../contracts/errors.ts'
import type { GateKeys } from '../../contracts/gate.ts'
import { newId } from '../../contracts/ids.ts'
import { descriptorOf, kindOf, kinds } from '../catalogue/index.ts'
import type { Report } from '../core/answers.ts'
import { type Db, openDatabase } from '../core/database.ts'
import type { Routes } from '../core/http.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import type { Log } from '../core/log.ts'
import type { Closable } from '../core/process.ts'
import { type ActionsOf, createRunner, type Handlers } from '../core/runner.ts'
import { self } from '../core/self.ts'
import { serveAgent } from '../core/socket-server.ts'
import { backupHandlers } from './backups.ts'
import { deleteFile, listFiles, moveFile, readFile, sumOf, writeFile } from './files.ts'
import { firewallHandlers } from './firewall.ts'
import { hostHandlers } from './host.ts'
import { firstImage, patchSimulated } from './patches.ts'
import { snapshotHandlers } from './snapshots.ts'
import { statisticsRoutes } from './statistics.ts'
import { processesIn, usageOf } from './usage.ts'
import { simulatedVisits } from './visits.ts'
import type { World } from './world.ts'

export interface SimulatedAgentsParts {
  world: World
  /** Folders for sockets, journals and the spool. */
  sockets: string
  state: string
  uploads: string
  gateKeys: GateKeys
  /** Time between two steps. */
  paceMs: number
  log: Log
}

type Simulated = 'tenancy' | 'services' | 'waker' | 'gate' | 'licence' | 'stats' | 'host' | 'patch' | 'backup'

/** Steps as a real agent tells them, each taking a moment. */
async function walk(report: Report, texts: readonly string[], paceMs: number): Promise<void> {
  for (const [index, text] of texts.entries()) {
    report(index + 1, texts.length, text)
    await new Promise((resolve) => setTimeout(resolve, paceMs))
  }
}

/** Stand-ins of the agents, without an engine: they take every action, tell plausible progress and keep a world in a file. */
export async function startSimulatedAgents(parts: SimulatedAgentsParts): Promise<Closable> {
  const { world, sockets, state, paceMs, log } = parts
  const opened: Closable[] = []
  const databases: Db[] = []
  async function serve<A extends Simulated>(name: A, handlers: Handlers<A>, routes: Routes = {}): Promise<void> {
    const db = openDatabase(join(state, `${name}.db`), journalMigrations)
    databases.push(db)
    const runner = createRunner(name, createJournal(db), handlers, log.child({ agent: name }))
    opened.push(await serveAgent({ socket: join(sockets, `${name}.sock`), runner, routes, log }))
  }
  await serve('tenancy', tenancyHandlers(parts))
  await serve('services', servicesHandlers(parts), { 'GET /kinds': async () => Object.values(kinds).map(descriptorOf) })
  await serve('waker', wakerHandlers(parts), {
    'GET /observe': ({ url, signal }) =>
      world.observe(url.searchParams.get('after') ?? '', Number(url.searchParams.get('wait') ?? 0), signal),
  })
  const remote = { 'GET /remote': async () => self() }
  await serve('gate', gateHandlers(parts), { 'GET /sealing-key': async () => parts.gateKeys, ...remote })
  await serve('licence', licenceHandlers, { 'GET /sealing-key': async () => ({ sealingKey: parts.gateKeys.sealingKey }) })
  await serve('stats', {}, statisticsRoutes(world))
  await serve('host', hostHandlers(parts.paceMs), remote)
  await serve('patch', patchSimulated(paceMs))
  const walking = (report: Report, texts: readonly string[]) => walk(report, texts, parts.paceMs)
  await serve('backup', backupHandlers({ world, uploads: parts.uploads, walk: walking }), {
    'GET /vault': async () => ({ ok: true }),
    ...remote,
  })
  return {
    async close() {
      for (const server of opened) await server.close()
      for (const db of databases) db.close()
    },
  }
}

const tenancyHandlers = ({ paceMs }: SimulatedAgentsParts): Handlers<'tenancy'> => ({
  async 'tenant.apply'(_input, { report }) {
    await walk(report, ['Making the project', 'Setting limits'], paceMs)
    return {}
  },
  async 'tenant.delete'(_input, { report }) {
    await walk(report, ['Removing the project'], paceMs)
    return {}
  },
})

const gateHandlers = ({ paceMs }: SimulatedAgentsParts): Handlers<'gate'> => ({
  async 'routes.apply'(_input, { report }) {
    await walk(report, ['Setting routes', 'Looking at them'], paceMs)
    return {}
  },
  async 'certificate.put'() {
    const notBefore = Date.now()
    return { issuer: 'Simulated', notBefore, notAfter: notBefore + 90 * 86_400_000 }
  },
  'certificate.delete': async () => ({}),
  ...firewallHandlers(paceMs),
})

const quiet = async () => ({})
const licenceHandlers: Handlers<'licence'> = {
  ...{ 'licence.install': quiet, 'licence.putBack': quiet, 'pool.put': quiet, 'pool.remove': quiet },
  ...{ 'seat.give': quiet, 'seat.takeBack': quiet },
}

const wakerHandlers = ({ world, paceMs }: SimulatedAgentsParts): Handlers<'waker'> => ({
  async 'service.wake'({ service }, { id, report }) {
    await walk(report, ['Starting', 'Waiting for an answer'], paceMs)
    world.power(service, 'running', `action ${id}`)
    return { state: 'running' }
  },
  async 'service.sleep'({ service, stop }, { report }) {
    await walk(report, [stop ? 'Stopping' : 'Freezing'], paceMs)
    world.power(service, stop ? 'stopped' : 'frozen')
    return { state: stop ? 'stopped' : 'frozen' }
  },
})

/** A service named `broken` never starts: for pages and tests that show a failure. */
const failing = 'broken'

function servicesHandlers({ world, uploads, paceMs }: SimulatedAgentsParts): Handlers<'services'> {
  const filesOf = (service: string) => world.find(service).files
  const changed = async () => {
    world.touch()
    return {}
  }
  const handlers: { [N in ActionsOf<'services'>]: Handlers<'services'>[N] } = {
    async 'service.apply'({ tenant, service, kind: name, name: label, idle, halted, rehearse }, { report }) {
      const kind = kindOf(name)
      if (kind === undefined) throw new ReeveError('unknown_kind', `There is no kind ${name}.`)
      if (rehearse)
        await walk(report, ['Copying the data for a rehearsal', 'Asking the copy as a client would', 'Deleting the copy'], paceMs)
      await walk(report, ['Making the volume', 'Making the VPS', 'Writing the configuration', 'Waiting for an answer'], paceMs)
      if (label === failing) throw new ReeveError('start_failed', 'The service did not start. Its log says more.')
      const own = kind.addressing.includes('address')
      const ports = kind.ports.map((port) => ({ ...port }))
      const { address, ownAddress } = world.make(service, { tenant, kind: name, ports, idle, own })
      world.touch()
      if (halted) world.power(service, 'stopped')
      return { address, ownAddress, ports }
    },
    async 'service.delete'({ service }, { report }) {
      await walk(report, ['Stopping the VPS', 'Removing it', 'Removing its data'], paceMs)
      world.remove(service)
      return {}
    },
    async 'service.patch'({ service, image }, { report }) {
      const found = world.find(service)
      await walk(report, ['Holding requests back', 'Copying its data', 'Making the new root', 'Asking it as a client does'], paceMs)
      const from = found.image ?? firstImage
      found.image = image
      world.touch()
      return { outcome: 'patched', from, image, power: found.state === 'running' ? 'running' : 'stopped', answer: 200, heldMs: 4 * paceMs }
    },
    'tenant.roots': async ({ tenant }) => ({
      roots: Object.entries(world.all()).flatMap(([service, one]) =>
        one.tenant === tenant ? [{ service, image: one.image ?? firstImage }] : [],
      ),
    }),
    'service.logs': async ({ service, lines }) => {
      const { kind, since } = world.find(service)
      return { lines: Array.from({ length: Math.min(lines, 3) }, (_, index) => `${new Date(since + index).toISOString()} ${kind}: ready`) }
    },
    'service.visits': async ({ service, after }) => simulatedVisits(world.find(service).state === 'running', after),
    ...snapshotHandlers(),
    'asks.collect': async () => ({ asks: [] }),
    'asks.answer': async () => ({ told: false }),
    'service.restart': async (_input, { report }) => {
      await walk(report, ['Checking', 'Restarting'], paceMs)
      return {}
    },
    'service.reload': async (_input, { report }) => {
      await walk(report, ['Checking', 'Reloading'], paceMs)
      return {}
    },
    'service.processes': async ({ service }) => processesIn(world.find(service)),
    'service.usage': async ({ service }) => usageOf(world.find(service)),
    async 'site.deploy'({ service, upload, bytes }, { report }) {
      const path = join(uploads, upload)
      if (!existsSync(path) || statSync(path).size !== bytes) throw new ReeveError('not_found', 'The upload is not there any more.')
      await walk(report, ['Unpacking', 'Checking', 'Switching over'], paceMs)
      const found = world.find(service)
      found.before = structuredClone(found.files)
      writeFile(found.files, 'htdocs/index.html', btoa(`<!doctype html><h1>Deployed ${upload}</h1>\n`))
      world.touch()
      return {}
    },
    async 'site.rollback'({ service }) {
      const found = world.find(service)
      if (found.before === null) throw new ReeveError('conflict', 'There is no deployment to go back to.')
      ;[found.files, found.before] = [found.before, found.files]
      return changed()
    },
    'files.list': async ({ service, path }) => ({ entries: listFiles(filesOf(service), path), truncated: false }),
    'files.read': async ({ service, path }) => {
      const content = readFile(filesOf(service), path)
      return { content, sha256: sumOf(content) }
    },
    async 'files.download'({ service, path }) {
      const upload = newId('u')
      const content = path === '' ? randomBytes(512) : Buffer.from(readFile(filesOf(service), path), 'base64')
      writeFileSync(join(uploads, upload), content, { mode: 0o640 })
      return { download: upload, name: path === '' ? 'files.tar.gz' : path.slice(path.lastIndexOf('/') + 1) }
    },
    async 'files.write'({ service, path, content, was }) {
      const files = filesOf(service)
      if (was !== undefined && was !== sumOf(readFile(files, path)))
        throw new ReeveError('changed_meanwhile', 'This file changed meanwhile.')
      writeFile(files, path, content)
      return changed()
    },
    async 'files.makeFolder'({ service, path }) {
      writeFile(filesOf(service), path, null)
      return changed()
    },
    async 'files.move'({ service, from, to }) {
      moveFile(filesOf(service), from, to)
      return changed()
    },
    async 'files.delete'({ service, path }) {
      deleteFile(filesOf(service), path)
      return changed()
    },
  }
  return handlers
}
