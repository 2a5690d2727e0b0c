import type { Log } from '../core/log.ts'
import type { GateCalls } from './gate-calls.ts'
import { idle } from './idle.ts'
import type { Known, Registry } from './registry.ts'
import type { Waker } from './waker.ts'

export interface SleeperParts {
  gate: GateCalls
  registry: Registry
  waker: Waker
  /** The machine is short of memory. */
  pressed: () => boolean
  /** The number of open connections of a service became another. */
  connectionsChanged: () => void
  log: Log
}

export interface Sleeper {
  /**
   * Looks at every service once; without the numbers of the gate nothing is put to sleep. `slept` ends when all sleep that should: a stop takes
   * seconds, and nobody else's freeze waits for it.
   */
  round(): Promise<{ slept: Promise<unknown> }>
  connections(service: string): number
  /** True when the gate answered the last time. */
  gateAnswers(): boolean
}

/** Stops in one round at most so many: a stop costs the machine something, and a frozen service costs nothing but memory. */
const stopsPerRound = 10

export function createSleeper({ gate, registry, waker, pressed, connectionsChanged, log }: SleeperParts): Sleeper {
  let open = new Map<string, number>()
  let answers = false

  async function look(): Promise<void> {
    const used = await gate.usage()
    const now = performance.now()
    const before = open
    open = new Map(used.map(({ service, connections }) => [service, connections]))
    for (const { service, idleMs, live } of used) {
      const known = registry.get(service)
      if (known !== undefined && idleMs !== null) known.usedAt = Math.max(known.usedAt, now - idleMs)
      // Stopped behind our back: requests must come to the waker again.
      if (live !== null && known !== undefined && !known.changing && known.state !== 'running') await gate.quiesce(service)
    }
    if (used.some(({ service, connections }) => (before.get(service) ?? 0) !== connections)) connectionsChanged()
  }

  function wish(known: Known): 'freeze' | 'stop' | undefined {
    if (known.changing || known.keys.held) return undefined
    const { freezeAfter, stopAfter, suspended, halted, service } = known.keys
    return idle({
      state: known.state,
      idleSeconds: (performance.now() - known.usedAt) / 1000,
      connections: open.get(service) ?? 0,
      busy: known.busyUntil > Date.now(),
      freezeAfter,
      stopAfter,
      suspended: suspended || halted,
      pressed: pressed(),
    })
  }

  return {
    connections: (service) => open.get(service) ?? 0,
    gateAnswers: () => answers,
    async round() {
      try {
        await look()
        answers = true
      } catch (err) {
        answers = false
        log.warn({ err }, 'the gate does not tell what is in use')
        return { slept: Promise.resolve() }
      }
      const longest = [...registry.all()].sort((a, b) => a.usedAt - b.usedAt)
      let stops = 0
      const done = longest.map(async (known) => {
        const how = wish(known)
        if (how === undefined || (how === 'stop' && ++stops > stopsPerRound)) return
        const name = known.keys.service
        const outcome = await waker.sleep(name, how, known.keys.suspended || known.keys.halted).catch((err: unknown) => {
          log.warn({ err, service: name }, 'a service could not be put to sleep')
          return 'failed'
        })
        log.info({ service: name, how, outcome }, 'idle')
      })
      return { slept: Promise.all(done) }
    },
  }
}
