import type { WakerConfig } from '../../contracts/config.ts'
import { errorView, ReeveError } from '../../contracts/errors.ts'
import { type WakeRefused, wakeRequest } from '../../contracts/gate.ts'
import { openDatabase } from '../core/database.ts'
import { type Routes, sendJson } from '../core/http.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import type { Log } from '../core/log.ts'
import type { Closable } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import type { Engine } from '../engine/client.ts'
import type { Budget } from './decide.ts'
import type { GateCalls } from './gate-calls.ts'
import { wakerHandlers } from './handler.ts'
import { createHistory, type History, historyMigrations } from './history.ts'
import { createMemory } from './memory.ts'
import { createObserver, type Observer } from './observe.ts'
import { Refused } from './refusals.ts'
import { createRegistry } from './registry.ts'
import { createRings } from './rings.ts'
import { createSleeper } from './sleeper.ts'
import { createTurns } from './turns.ts'
import { createWaker, type Waker } from './waker.ts'

export interface Started extends Closable {
  waker: Waker
  /** What HAProxy may ask. */
  wakeRoutes: Routes
  /** One look at what is idle; it is repeated by itself. */
  round(): Promise<void>
}

export interface Timing {
  roundMs: number
  machineMs: number
  warmMs: number
}

/** Measuring makes the engine look at all of its hardware; what starts in between is estimated. */
const usual: Timing = { roundMs: 5000, machineMs: 30_000, warmMs: 10_000 }

/** Everything of the waker but its network server. */
export async function startWaker(
  config: Pick<WakerConfig, 'socket' | 'database' | 'dataPool'> & Budget,
  engine: Engine,
  gate: GateCalls,
  log: Log,
  timing: Timing = usual,
): Promise<Started> {
  const ended = new AbortController()
  const db = openDatabase(config.database, [...journalMigrations, ...historyMigrations])
  const stored = createHistory(db)
  const history: History = {
    ...stored,
    // Writing it down waits for the disk: first the answer goes out.
    add: (wake) => {
      setImmediate(() => {
        if (!db.open) return
        try {
          stored.add(wake)
        } catch (err) {
          // A full disk, perhaps: a wake that is not remembered must not end those that are under way.
          log.warn({ err, service: wake.service }, 'a wake could not be written down')
        }
        observer?.touch()
      })
    },
  }
  const memory = createMemory(engine, config.dataPool, log)
  const generations = new Map<string, number>()
  let observer: Observer | undefined

  const rings = createRings(() => observer?.touch())
  const registry = createRegistry(
    engine,
    log,
    (known, before) => {
      // A start is told when it is over: making the news would only slow it down.
      if (known.state !== 'starting') observer?.touch()
      const { service, generation } = known.keys
      if (known.state === 'absent') {
        generations.delete(service)
        rings.forget(service)
      } else if (generations.get(service) !== generation) {
        generations.set(service, generation)
        waker.forgive(service)
      }
      // Somebody else stopped it: the next request must come to us.
      const left = before === 'running' && known.state !== 'running' && !known.changing
      // Its root is about to be exchanged: who comes from now on waits here instead of meeting a server that is gone.
      if (left || (known.keys.held && known.state === 'running'))
        gate.quiesce(service).catch((err: unknown) => log.warn({ err, service }, 'the gate could not be told that a service stopped'))
    },
    (service) => rings.ring(service),
  )
  const turns = createTurns(config)
  const waker = createWaker({ engine, gate, registry, history, turns, budget: config, memory, log })
  const sleeper = createSleeper({
    gate,
    registry,
    waker,
    pressed: () => (memory.freeMiB() ?? Number.POSITIVE_INFINITY) < config.memoryReserveMiB,
    connectionsChanged: () => observer?.touch(),
    log,
  })
  const watching = createObserver(registry, history, sleeper.connections, memory.machine, rings.all)
  observer = watching

  await Promise.all([registry.follow(ended.signal), memory.measure()])
  // The guard keeps a connection to the engine for half a minute: with one always open, no wake waits for a handshake.
  const keepWarm = () => engine.ping().catch(() => undefined)
  const timers = [repeat(timing.roundMs, sleeper.round), repeat(timing.machineMs, memory.measure), repeat(timing.warmMs, keepWarm)]

  const journal = createJournal(db)
  const server = await serveAgent({
    socket: config.socket,
    runner: createRunner('waker', journal, wakerHandlers(waker, registry), log),
    routes: {
      'GET /observe': ({ url, signal }) =>
        watching.observe(url.searchParams.get('after') ?? '', Math.min(60, Math.max(0, Number(url.searchParams.get('wait')) || 0)), signal),
    },
    log,
  })

  return {
    waker,
    round: async () => {
      await (await sleeper.round()).slept
    },
    wakeRoutes: {
      'POST /wake': async ({ body, response }) => {
        try {
          return await waker.wake(await body(wakeRequest, 4096))
        } catch (error) {
          if (!(error instanceof ReeveError)) log.error({ err: error }, 'a wake failed')
          const refused: WakeRefused = { error: errorView(error), retryAfter: error instanceof Refused ? error.retryAfter : 5 }
          sendJson(response, 503, refused)
          return undefined
        }
      },
    },
    close: async () => {
      ended.abort()
      for (const stop of timers) stop()
      turns.close()
      await server.close()
      await new Promise((resolve) => setImmediate(resolve))
      journal.close()
    },
  }
}

/** Again and again with a pause after each; gives what ends it. */
function repeat(milliseconds: number, job: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout
  let over = false
  const next = () => {
    timer = setTimeout(() => void job().finally(() => over || next()), milliseconds)
  }
  next()
  return () => {
    over = true
    clearTimeout(timer)
  }
}
