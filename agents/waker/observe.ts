import type { Observation, ServiceObservation } from '../../contracts/observation.ts'
import type { Machine } from '../engine/objects.ts'
import type { History } from './history.ts'
import type { Registry } from './registry.ts'

export type WakerObservation = Omit<Observation, 'agents' | 'gate'>

export interface Observer {
  /** Something changed that the door wants to hear of. */
  touch(): void
  /** Everything when it differs from cursor `after`, at the latest after `wait` seconds; wakes since then only. */
  observe(after: string, wait: number, signal: AbortSignal): Promise<WakerObservation>
}

/** Many changes at once are one news. */
const settleMs = 50

export function createObserver(
  registry: Registry,
  history: History,
  connections: (service: string) => number,
  machine: () => Machine | null,
  asks: () => { service: string; at: number }[],
): Observer {
  // Cursor: this run of the waker, its count of changes, the last wake.
  const run = Date.now().toString(36)
  let version = 1
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined

  const cursor = () => `${run}-${version}-${history.last()}`

  function describe(): ServiceObservation[] {
    const now = performance.now()
    return [...registry.all()].map(({ keys, state, since, usedAt }) => ({
      service: keys.service,
      state,
      since,
      lastUse: Math.round(Date.now() - (now - usedAt)),
      connections: connections(keys.service),
    }))
  }

  return {
    touch() {
      if (timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        version += 1
        for (const tell of listeners) tell()
      }, settleMs)
    },
    async observe(after, wait, signal) {
      if (after === cursor() && wait > 0) {
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(limit)
            listeners.delete(end)
            signal.removeEventListener('abort', end)
            resolve()
          }
          const limit = setTimeout(end, wait * 1000)
          listeners.add(end)
          signal.addEventListener('abort', end, { once: true })
        })
      }
      const sequence = Number(/^\w+-\d+-(\d+)$/.exec(after)?.[1] ?? 0)
      const found = machine()
      return {
        cursor: cursor(),
        services: describe(),
        // A cursor beyond the history is of another database: everything is new.
        wakes: history.after(sequence <= history.last() ? sequence : 0),
        asks: asks(),
        engine: registry.connected(),
        machine: found === null ? null : describeMachine(found),
      }
    },
  }
}

const describeMachine = ({ cpus, load, memoryMiB, memoryFreeMiB, poolMiB, poolFreeMiB }: Machine) => ({
  cpus,
  load,
  memoryMiB,
  memoryFreeMiB,
  dataMiB: poolMiB,
  dataFreeMiB: poolFreeMiB,
})
