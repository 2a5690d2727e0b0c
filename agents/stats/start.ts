import { judgeRequest } from '../../contracts/alerts.ts'
import type { StatsConfig } from '../../contracts/config.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type CollectorState, statisticsQuery, topQuery } from '../../contracts/statistics.ts'
import { openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import type { Log } from '../core/log.ts'
import type { Closable } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { type Collector, createCollector, type Sources } from './collect.ts'
import { judge } from './judge.ts'
import { paced } from './pace.ts'
import { statisticsOf, topOf } from './query.ts'
import { statsMigrations } from './schema.ts'
import { createStore } from './store.ts'

export interface Started extends Closable {
  collector: Collector
  flush(): void
}

const flushMs = 60_000

/**
 * The agent `stats`: looks at engine and gate, keeps rings, answers questions. It changes nothing anywhere, so it has no action. Source away: what
 * it counted meanwhile is there at the next look, spread over the time between. Disk full: the rings stay as they were until there is room.
 * Killed: the last minute is lost.
 */
export async function startStats(
  config: Pick<StatsConfig, 'socket' | 'database' | 'dataPool'>,
  sources: Sources,
  log: Log,
  { pace = true, now = Date.now }: { pace?: boolean; now?: () => number } = {},
): Promise<Started> {
  const db = openDatabase(config.database, [...journalMigrations, ...statsMigrations])
  const store = createStore(db)
  const collector = createCollector(store, sources, config.dataPool)
  const since = now()
  let engineMs = 0
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      engineMs += performance.now() - begun
    }
  }

  let writtenAt: number | null = null
  const flush = () => {
    try {
      store.flush(now())
      writtenAt = now()
      store.sweep(now())
    } catch (err) {
      log.warn({ err }, 'statistics could not be written down')
    }
  }
  // What the engine needs for an answer is paid by the machine: after a slow one the next is asked later, so that all of them together stay below
  // 1.5 % of one processor whatever the machine is.
  const loops = pace
    ? [
        paced('gate', { everyMs: 10_000, rest: 0 }, () => collector.lookAtGate(now()), log),
        paced('engine', { everyMs: 30_000, rest: 100 }, () => timed(() => collector.lookAtEngine(now())), log),
        paced('volumes', { everyMs: 6000, rest: 400 }, () => timed(() => collector.lookAtVolume(now())), log),
        paced('machine', { everyMs: 60_000, rest: 400 }, () => timed(() => collector.lookAtMachine(now())), log),
        paced('rings', { everyMs: flushMs, rest: 0 }, async () => flush(), log),
      ]
    : []

  const state = (): CollectorState => {
    const { user, system } = process.cpuUsage()
    return {
      since,
      ...collector.state(),
      writtenAt,
      cpuMs: (user + system) / 1000,
      engineMs: Math.round(engineMs),
      objects: store.objects().length,
    }
  }
  const asked = <T>(parse: (query: Record<string, string>) => { success: boolean; data?: T | undefined; error?: unknown }, url: URL): T => {
    const { success, data, error } = parse(Object.fromEntries(url.searchParams))
    if (!success || data === undefined) throw new ReeveError('bad_input', 'These are no statistics that can be asked for.', error)
    return data
  }
  const journal = createJournal(db)
  const server = await serveAgent({
    socket: config.socket,
    runner: createRunner('stats', journal, {}, log),
    routes: {
      'GET /statistics': async ({ url }) => statisticsOf(store, asked(statisticsQuery.safeParse, url), now()),
      'GET /statistics/top': async ({ url }) => topOf(store, asked(topQuery.safeParse, url), now()),
      'GET /statistics/collector': async () => state(),
      'POST /statistics/judge': async ({ body }) => ({ judgements: judge(store, (await body(judgeRequest)).conditions, now()) }),
    },
    log,
  })
  return {
    collector,
    flush,
    close: async () => {
      for (const stop of loops) stop()
      await server.close()
      flush()
      journal.close()
    },
  }
}
