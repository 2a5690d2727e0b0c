import { generateKeyPairSync } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { newId } from '../../contracts/ids.ts'
import type { Rights } from '../../contracts/rights.ts'
import type { Duty } from '../../contracts/roles.ts'
import { type CommitPoint, type Database, openDatabase } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { memberships, people, plans } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { assemble, type Parts } from '../assemble.ts'
import { callerOf } from '../auth/callers.ts'
import { type Caller, root } from '../caller.ts'
import type { Context } from '../context.ts'
import type { Courier } from '../courier/courier.ts'
import type { Door } from '../dispatch/door.ts'
import { makeSigner } from '../dispatch/envelope.ts'
import { makeBox } from '../oidc/box.ts'
import { appRouter } from '../trpc/root.ts'
import { FakeDoor } from './fake-door.ts'

const origin = 'http://localhost:8090'
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
/** Cheap on purpose: what argon2 costs is not what these tests are about. */
const cheap = { memoryKiB: 64, passes: 1 }

export interface TestOptions {
  courier?: Courier
  door?: Door
  file?: string
  points?: { commit?: CommitPoint; send?: NonNullable<Parts['point']> }
  now?: () => number
  /** The world outside. */
  fetch?: Parts['fetch']
}

/** A whole backend on a database in memory, with a door in memory. */
export function testBackend({ courier, door = new FakeDoor(), file = ':memory:', points = {}, now, fetch }: TestOptions = {}) {
  const database = openDatabase(file, points.commit)
  migrate(database)
  const app = assemble({
    config: { site: { rpId: 'localhost', origins: [origin], url: origin }, version: 'test' },
    database,
    door,
    signer: makeSigner(pem),
    box: makeBox(pem),
    ...(fetch && { fetch }),
    log: pino({ level: 'silent' }),
    passwordCost: cheap,
    ...(now && { now }),
    ...(courier && { courier }),
    ...(points.send && { point: points.send }),
  })
  return {
    app,
    database,
    stop() {
      app.stop()
      database.close()
    },
  }
}

export const contextFor = (app: App, caller: Caller | null, changes: Partial<Context> = {}): Context => ({
  app,
  caller,
  address: '192.0.2.1',
  browser: 'test',
  setCookie: () => undefined,
  local: caller?.person === 'root',
  origin,
  ...changes,
})

/** All procedures, called as somebody. */
export const as = (app: App, caller: Caller | null, changes: Partial<Context> = {}) =>
  appRouter.createCaller(contextFor(app, caller, changes))
export const asRoot = (app: App) => as(app, root)

export interface PersonOptions {
  administrator?: boolean
  duty?: Duty
  member?: { tenant: string; role: 'owner' | 'member'; rights?: Rights }
  suspended?: boolean
}

/** A person with a session, as a caller. */
export async function person(app: App, { administrator = false, duty, member, suspended = false }: PersonOptions = {}): Promise<Caller> {
  const id = newId('p')
  const { queries } = app.database
  queries
    .insert(people)
    .values({ id, email: `${id}@example.org`, name: id, administrator, duty: duty ?? null, createdAt: 1 })
    .run()
  if (member !== undefined)
    queries
      .insert(memberships)
      .values({ ...member, person: id, createdAt: 1 })
      .run()
  const cookie = await app.sessions.start(id, { address: '192.0.2.1', browser: 'test' })
  const session = await app.sessions.read(cookie.split(';')[0] ?? '')
  const caller = callerOf(app, { person: id, session: session?.id ?? '' })
  if (caller === null) throw new Error('the person cannot sign in')
  if (suspended) queries.update(people).set({ suspended }).where(eq(people.id, id)).run()
  return caller
}

export const bigPlan = {
  name: 'big',
  limits: { services: 2000, cpus: 4000, memoryMiB: 1_000_000, diskMiB: 10_000_000, processes: 1_000_000 },
  idle: { freezeAfterSeconds: 60, stopAfterSeconds: 600 },
}

export function insertPlan(database: Database, name = 'big'): string {
  const id = newId('n')
  database.queries
    .insert(plans)
    .values({ ...bigPlan, id, name, createdAt: 1 })
    .run()
  return id
}

/** Polls until the check gives something other than undefined or false. Throws after a time that a busy machine has, too. */
export async function until<T>(check: () => Promise<T | undefined | false> | T | undefined | false, what = 'the condition'): Promise<T> {
  const end = Date.now() + 20_000
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`waited too long for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
