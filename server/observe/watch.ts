import { eq, inArray, lt } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Observation } from '../../contracts/observation.ts'
import type { Database } from '../../db/client.ts'
import { observations, services, wakes } from '../../db/schema/index.ts'
import type { Door } from '../dispatch/door.ts'
import type { Live } from '../live/bus.ts'

/** What the keep last said of itself; null until it has answered, and `reachable` false while it does not. */
export interface Seen {
  reachable: boolean
  observation: Observation | null
  /** When the keep last answered; null until it has. */
  heardAt: number | null
}

export interface Watch {
  seen(): Seen
  stop(): void
}

export interface WatchParts {
  database: Database
  door: Door
  live: Live
  log: Logger
  /** What services ask for at their own sockets. */
  asked: (asks: Observation['asks']) => void
  now: () => number
}

const waitSeconds = 25
const pauseMs = 2000
const keepWakesMs = 30 * 86_400_000

/** Follows what the keep observes, for as long as the process lives: power states and wakes go into the database, changes to the pages. */
export function startWatch(parts: WatchParts): Watch {
  const stopped = new AbortController()
  const seen: Seen = { reachable: false, observation: null, heardAt: null }
  void follow(parts, seen, stopped.signal)
  return { seen: () => seen, stop: () => stopped.abort() }
}

async function follow({ database, door, live, log, asked, now }: WatchParts, seen: Seen, signal: AbortSignal): Promise<void> {
  let cursor = ''
  while (!signal.aborted) {
    try {
      const observation = await door.observe(cursor, waitSeconds, signal)
      const before = seen.observation
      const was = seen.reachable
      seen.reachable = true
      seen.observation = observation
      seen.heardAt = now()
      cursor = observation.cursor
      for (const tenant of record(database, observation, now())) {
        live.publish('services', tenant)
        live.publish('wakes', tenant)
      }
      asked(observation.asks)
      if (!was || healthOf(before) !== healthOf(observation)) live.publish('machine', null)
    } catch (error) {
      if (signal.aborted) return
      if (seen.reachable) {
        log.warn({ err: error }, 'the keep cannot be observed')
        live.publish('machine', null)
      }
      seen.reachable = false
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref())
    }
  }
}

const healthOf = (seen: Observation | null): string => JSON.stringify(seen && [seen.agents, seen.gate, seen.engine])

/** Writes what differs from the rows, in one transaction. Returns the tenants whose things changed. */
export function record(database: Database, observation: Observation, now: number): Set<string> {
  const { queries } = database
  const known = new Map(
    queries
      .select({
        id: services.id,
        tenant: services.tenant,
        state: observations.state,
        since: observations.since,
        lastUse: observations.lastUse,
        connections: observations.connections,
      })
      .from(services)
      .leftJoin(observations, eq(observations.service, services.id))
      .all()
      .map((row) => [row.id, row]),
  )
  const seenNow = new Map(observation.services.map((service) => [service.service, service]))
  const changed = observation.services.filter(({ service, state, since, connections }) => {
    const row = known.get(service)
    return row !== undefined && (row.state !== state || row.since !== since || row.connections !== connections)
  })
  const gone = [...known.values()].filter(
    (row) => row.state !== null && row.state !== 'absent' && observation.engine && !seenNow.has(row.id),
  )
  const fresh = freshWakes(database, observation, known)
  const touched = new Set<string>()
  if (changed.length + gone.length + fresh.length === 0) return touched
  for (const { service } of [...changed, ...fresh]) touched.add(known.get(service)?.tenant ?? '')
  for (const row of gone) touched.add(row.tenant)
  database.transact((tx) => {
    for (const { service, ...values } of changed)
      tx.insert(observations)
        .values({ service, ...values })
        .onConflictDoUpdate({ target: observations.service, set: values })
        .run()
    if (gone.length > 0)
      tx.delete(observations)
        .where(
          inArray(
            observations.service,
            gone.map((row) => row.id),
          ),
        )
        .run()
    for (const wake of fresh) tx.insert(wakes).values(wake).onConflictDoNothing().run()
    if (fresh.length > 0)
      tx.delete(wakes)
        .where(lt(wakes.at, now - keepWakesMs))
        .run()
  })
  return touched
}

function freshWakes(database: Database, observation: Observation, known: ReadonlyMap<string, unknown>): Observation['wakes'] {
  const ours = observation.wakes.filter((wake) => known.has(wake.service))
  if (ours.length === 0) return []
  const stored = database.queries
    .select({ sequence: wakes.sequence })
    .from(wakes)
    .where(
      inArray(
        wakes.sequence,
        ours.map((wake) => wake.sequence),
      ),
    )
    .all()
  const sequences = new Set(stored.map((row) => row.sequence))
  return ours.filter((wake) => !sequences.has(wake.sequence))
}
