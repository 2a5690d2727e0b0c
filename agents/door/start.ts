import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DoorConfig } from '../../contracts/config.ts'
import { type Db, isFull, openDatabase } from '../core/database.ts'
import { licenceFileFault } from '../core/licence-keys.ts'
import type { Log } from '../core/log.ts'
import { serveMtls } from '../core/mtls.ts'
import type { Closable } from '../core/process.ts'
import { createAgentClient } from '../core/socket-client.ts'
import { createDoor } from './door.ts'
import { createObserver } from './observe.ts'
import { createReserve, type Reserve } from './reserve.ts'
import { doorMigrations } from './schema.ts'
import { doorRoutes } from './server.ts'
import { createUploads } from './uploads.ts'

const sweepEvery = 15 * 60_000
const reserveEvery = 5000

/** The door with everything around it. `fatal` must not return to work: the process ends and begins again from its journal. */
export async function startDoor(config: DoorConfig, log: Log, fatal: (error: unknown) => void): Promise<Closable & { port: number }> {
  const reserve = createReserve(`${config.database}.reserve`)
  const db = openWithRoom(config.database, reserve)
  const client = (name: string) => createAgentClient(join(config.sockets, `${name}.sock`))
  const agents = {
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
  const uploads = createUploads(db, config.uploads)
  let closed = false
  const door = createDoor({
    db,
    agents,
    uploads,
    reserve,
    rules: {
      ceiling: config.ceiling,
      destructivePerHour: config.destructivePerHour,
      newPerHour: config.newPerHour,
      patchesPerDay: config.patchesPerDay,
      panelNames: [config.site.rpId, ...config.site.origins.map((origin) => new URL(origin).hostname)],
    },
    site: config.site,
    backendKey: readFileSync(config.backendKey, 'utf8'),
    checkLicence: (file) => licenceFileFault(file, config.licenceKeys),
    secretFile: config.enrolmentSecret,
    // Whoever waits for an agent while the process stops finds its database closed.
    fatal: (error) => {
      if (!closed) fatal(error)
    },
    wait: (milliseconds) => wait(milliseconds, undefined, { ref: false }),
    now: Date.now,
    log,
  })
  // What fails here (the disk is full) is for the log: everything that only reads goes on.
  const regularly = (work: () => Promise<void>, every: number) => {
    const run = () => work().catch((error: unknown) => log.error({ err: error }, 'sweeping failed'))
    const timer = setInterval(run, every)
    return { first: run(), stop: () => clearInterval(timer) }
  }
  const sweeping = regularly(async () => {
    await uploads.sweep(Date.now())
    door.prune()
  }, sweepEvery)
  await sweeping.first
  const reserving = regularly(reserve.restore, reserveEvery)
  await reserving.first
  await door.resume()
  const observer = createObserver(agents, config.ceiling)
  const routes = doorRoutes({ door, agents, uploads, observer })
  const server = await serveMtls({ listen: config.listen, tls: config.tls, clients: ['backend'], routes, log })
  return {
    port: server.port,
    async close() {
      closed = true
      sweeping.stop()
      reserving.stop()
      await server.close()
      await Promise.all(Object.values(agents).map((agent) => agent.close()))
      db.close()
    },
  }
}

/** Also a database that is only read needs a little room. */
function openWithRoom(file: string, reserve: Reserve): Db {
  try {
    return openDatabase(file, doorMigrations)
  } catch (error) {
    if (!isFull(error) || !reserve.release()) throw error
    return openDatabase(file, doorMigrations)
  }
}
