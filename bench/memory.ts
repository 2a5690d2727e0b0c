/** Memory of the control plane at rest: the proportional set size of all processes of its VPSs and of the host agent, after a minute in which nothing happened. */
import { setTimeout as after } from 'node:timers/promises'
import { zones } from '../contracts/zones.ts'
import { hostAgentProcesses } from '../scripts/host/host-agent.mjs'
import { memoryOf, memoryOfProcesses } from './engine.ts'
import type { Row } from './report.ts'
import { round } from './statistics.ts'
import { session } from './subject.ts'

const quietMs = 60_000
const patienceMs = 300_000
const lookEveryMs = 5000

/** What changes when anything happens: the newest action and its state, and how many services are in which state. */
async function activity(): Promise<string> {
  const [newest] = (await session.api.actions.list.query({ limit: 1 })).items
  const { services, actions } = await session.api.status.get.query()
  return JSON.stringify([newest?.id, newest?.state, services, actions])
}

/** Waits for a quiet minute, but not for ever: a machine in use has none. */
async function awaitQuiet(say: (text: string) => void): Promise<void> {
  const end = Date.now() + patienceMs
  let last = await activity()
  let since = Date.now()
  while (Date.now() - since < quietMs) {
    if (Date.now() > end) return say('There was no quiet minute: the memory is that of a machine in use.')
    await after(lookEveryMs)
    const now = await activity()
    if (now !== last) since = Date.now()
    last = now
  }
}

export async function measureMemory(say: (text: string) => void): Promise<Row[]> {
  await awaitQuiet(say)
  const sizes = zones.map((zone) => ({ zone, size: memoryOf('reeve', zone) }))
  const missing = sizes.filter(({ size }) => size === undefined).map(({ zone }) => zone)
  if (missing.length > 0) throw new Error(`These zones do not run: ${missing.join(', ')}.`)
  const row = (name: string, value: number, aim: Row['aim']): Row => ({
    name,
    unit: 'MiB',
    value: round(value),
    p95: null,
    samples: 1,
    beside: null,
    aim,
  })
  const host = memoryOfProcesses(hostAgentProcesses())
  const total = sizes.reduce((sum, { size }) => sum + (size ?? 0), host)
  return [
    row('memory of the control plane (PSS)', total, { at: 'most', value: 700, of: 'value' }),
    ...sizes.map(({ zone, size }) => row(`  of which ${zone}`, size ?? 0, null)),
    row('  of which the host agent', host, null),
  ]
}
