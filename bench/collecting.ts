/** What the statistics cost: processor time of their agent, and at most what the engine takes to answer it, beside the time that passed. */
import { setTimeout as after } from 'node:timers/promises'
import type { Row } from './report.ts'
import { session } from './subject.ts'

const measuredMs = 130_000

/** Two minutes: each of the agent's looks comes at least once. */
export async function measureCollecting(say: (text: string) => void): Promise<Row[]> {
  const first = await session.api.statistics.collector.query()
  const begun = performance.now()
  say('Looking at what statistics cost for two minutes.')
  await after(measuredMs)
  const second = await session.api.statistics.collector.query()
  if (second.since !== first.since) throw new Error('The agent of the statistics was started anew in between.')
  const share = (milliseconds: number) => Math.round((milliseconds / (performance.now() - begun)) * 100_000) / 1000
  const row = (name: string, value: number, aim: Row['aim']): Row => ({ name, unit: '%', value, p95: null, samples: 1, beside: null, aim })
  const [own, engine] = [second.cpuMs - first.cpuMs, second.engineMs - first.engineMs]
  return [
    row(`statistics of ${second.services} running services, share of one CPU`, share(own + engine), { at: 'most', value: 2, of: 'value' }),
    row('  of which their agent', share(own), null),
    row('  of which answers of the engine, at most', share(engine), null),
  ]
}
