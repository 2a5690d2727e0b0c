import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, freemem, loadavg, totalmem } from 'node:os'
import { ReeveError } from '../../contracts/errors.ts'
import type { IdlePolicy } from '../../contracts/limits.ts'
import type { Observation, Wake } from '../../contracts/observation.ts'
import type { PowerState } from '../../contracts/states.ts'
import { freshTree, type Tree } from './files.ts'

export interface SimulatedService {
  tenant: string
  kind: string
  address: string
  ownAddress: string | null
  ports: { name: string; port: number }[]
  state: PowerState
  since: number
  lastUse: number | null
  idle: IdlePolicy
  files: Tree
  /** The image of its root, where it is not the first one. */
  image?: string
  /** The files before the last deployment. */
  before: Tree | null
}

interface Content {
  version: number
  nextAddress: number
  services: Record<string, SimulatedService>
  wakes: Wake[]
}

export interface World {
  find(id: string): SimulatedService
  all(): Readonly<Record<string, SimulatedService>>
  /** Makes the service, or gives the one that is there. */
  make(id: string, details: Pick<SimulatedService, 'tenant' | 'kind' | 'ports' | 'idle'> & { own: boolean }): SimulatedService
  remove(id: string): void
  /** Brings it to a state; a start is recorded as a wake. */
  power(id: string, state: PowerState, by?: string): void
  /** After a change of a service. */
  touch(): void
  observe(after: string, wait: number, signal: AbortSignal): Promise<Omit<Observation, 'agents' | 'gate'>>
}

/** Machines that do not exist, kept in one JSON file so that a restart of `npm run dev` finds them again. */
export function createWorld(file: string): World {
  const empty: Content = { version: 1, nextAddress: 256, services: {}, wakes: [] }
  const content: Content = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : empty
  const waiting = new Set<() => void>()
  const touch = () => {
    content.version += 1
    writeFileSync(file, JSON.stringify(content))
    for (const tell of waiting) tell()
  }
  const find = (id: string): SimulatedService => {
    const found = content.services[id]
    if (found === undefined) throw new ReeveError('not_found', 'There is no such service.')
    return found
  }
  const observed = (): Omit<Observation, 'agents' | 'gate'> => ({
    cursor: String(content.version),
    services: Object.entries(content.services).map(([service, { state, since, lastUse }]) => ({
      service,
      state,
      since,
      lastUse,
      connections: 0,
    })),
    wakes: content.wakes.slice(-500),
    asks: [],
    engine: true,
    machine: {
      cpus: cpus().length,
      load: loadavg()[0] ?? 0,
      memoryMiB: Math.round(totalmem() / 1_048_576),
      memoryFreeMiB: Math.round(freemem() / 1_048_576),
      dataMiB: 102_400,
      dataFreeMiB: 81_920,
    },
  })

  return {
    find,
    all: () => content.services,
    touch,
    observe(after, wait, signal) {
      if (after !== String(content.version) || wait === 0) return Promise.resolve(observed())
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer)
          waiting.delete(end)
          resolve(observed())
        }
        const timer = setTimeout(end, wait * 1000)
        waiting.add(end)
        signal.addEventListener('abort', end, { once: true })
      })
    },
    make(id, { tenant, kind, ports, idle, own }) {
      const standing = content.services[id]
      if (standing !== undefined) return Object.assign(standing, { idle })
      const number = content.nextAddress
      content.nextAddress += 1
      const tail = `${number >> 8}.${number & 255}`
      const ownAddress = own ? `10.87.${16 + (number >> 8)}.${number & 255}` : null
      const made: SimulatedService = {
        ...{ tenant, kind, ports, idle, ownAddress },
        address: `10.88.${tail}`,
        ...{ state: 'stopped', since: Date.now(), lastUse: null },
        ...{ files: freshTree(), before: null },
      }
      content.services[id] = made
      return made
    },
    remove(id) {
      delete content.services[id]
      touch()
    },
    power(id, state, by) {
      const service = find(id)
      if (service.state === state) return
      if (state === 'running' && by !== undefined) {
        const milliseconds = service.state === 'frozen' ? 21 : 190
        const sequence = (content.wakes.at(-1)?.sequence ?? 0) + 1
        const wake = { sequence, service: id, at: Date.now(), from: service.state, by, source: '', error: null }
        content.wakes.push({ ...wake, milliseconds, engineMilliseconds: Math.round(milliseconds * 0.8) })
      }
      Object.assign(service, { state, since: Date.now(), ...(state === 'running' ? { lastUse: Date.now() } : {}) })
      touch()
    },
  }
}
