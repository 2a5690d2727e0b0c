import { ReeveError } from '../../contracts/errors.ts'
import type { PowerState } from '../../contracts/states.ts'
import { type InstanceKeys, readInstanceKeys } from '../core/instance-keys.ts'
import type { Log } from '../core/log.ts'
import { createQueue } from '../core/queue.ts'
import type { Engine } from '../engine/client.ts'
import type { EngineEvent, Instance } from '../engine/objects.ts'
import { pause } from './pause.ts'

/** What the waker knows of one service without asking anybody. */
export interface Known {
  project: string
  keys: InstanceKeys
  state: PowerState
  /** When the state was seen to begin: milliseconds since 1970. */
  since: number
  /** Last use by the clock that never jumps (performance.now()). */
  usedAt: number
  /** Until then somebody works inside the VPS (`busyKey`): milliseconds since 1970. */
  busyUntil: number
  /** The waker itself changes the state: what events say of it is old. */
  changing: boolean
  /** The last state that an event told while it was changing. */
  told: PowerState | undefined
  /** Who changes it wants to hear of those events. */
  heard: ((state: PowerState) => void) | undefined
  /** Counts the waker's own changes: what somebody looked up before one of them says nothing about the state after it. */
  changes: number
}

export interface Registry {
  get(service: string): Known | undefined
  all(): IterableIterator<Known>
  setState(service: string, state: PowerState): void
  /** The waker begins to change the state; until `release` it alone says what it is, and `heard` is told what events say. */
  hold(known: Known, heard?: (state: PowerState) => void): void
  /** Looks again when events told another end than the waker's own. */
  release(known: Known): void
  /** Looks at one instance again; lists all when it is not known. Throws what the engine throws. */
  refresh(service: string): Promise<void>
  /** True while the engine's events come in. */
  connected(): boolean
  /** Follows the engine until the signal fires. Resolves after the first list, or when that failed once. */
  follow(signal: AbortSignal): Promise<void>
}

/** Written by whoever works inside a VPS for longer than a moment. */
const busyKey = 'user.reeve.busy-until'
const relistMs = 60_000
const retryMs = 1000
/** The guard ends the stream whenever the waker's rights change; then it is opened again at once. */
const reopenMs = 200
/** Pauses between looks after an event that the engine's state does not bear out yet. */
const lookAgainMs = [100, 400, 1500, 5000]

/** Lifecycle events that say a state; others make the instance be looked at again. */
const said: Record<string, PowerState> = {
  'instance-started': 'running',
  'instance-restarted': 'running',
  'instance-resumed': 'running',
  'instance-paused': 'frozen',
  'instance-shutdown': 'stopped',
  'instance-stopped': 'stopped',
}

/** The word "Ready" that root in a VPS may say to the engine: it changes nothing. */
const ringing = 'instance-ready'

/** `changed` is called with the service and its state before, whenever something became different; `rang` when a VPS says
 * by the engine that it asks for something. */
export function createRegistry(
  engine: Engine,
  log: Log,
  changed: (known: Known, before: PowerState | undefined) => void,
  rang: (service: string) => void = () => undefined,
): Registry {
  const services = new Map<string, Known>()
  /** Looked at or changed since the list was asked for: what it says of them may be older. */
  const looked = new Set<string>()
  let open = false

  /** From now on, what was asked for before is old. */
  function mark(known: Known): void {
    known.changes += 1
    looked.add(known.keys.service)
  }

  function setState(service: string, state: PowerState): void {
    const known = services.get(service)
    if (known === undefined) return
    mark(known)
    if (known.state === state) return
    const before = known.state
    known.state = state
    known.since = Date.now()
    if (state === 'running') known.usedAt = performance.now()
    changed(known, before)
  }

  function take(instance: Instance): void {
    const keys = readInstanceKeys(instance.config)
    // The name is the service's id: an instance that says otherwise is none of ours.
    if (keys === undefined || keys.service !== instance.name) return
    const known = services.get(keys.service)
    const busyUntil = Number(instance.config[busyKey] ?? 0) || 0
    if (known === undefined) {
      const made = {
        project: instance.project,
        keys,
        state: instance.state,
        since: Date.now(),
        usedAt: performance.now(),
        busyUntil,
        changing: false,
        told: undefined,
        heard: undefined,
        changes: 0,
      }
      services.set(keys.service, made)
      changed(made, undefined)
      return
    }
    known.project = instance.project
    const renewed = JSON.stringify(known.keys) !== JSON.stringify(keys)
    known.keys = keys
    known.busyUntil = busyUntil
    if (known.changing) return
    if (known.state !== instance.state) setState(keys.service, instance.state)
    else if (renewed) changed(known, known.state)
  }

  function forget(service: string): void {
    const known = services.get(service)
    if (known === undefined) return
    services.delete(service)
    const before = known.state
    known.state = 'absent'
    changed(known, before)
  }

  async function list(): Promise<void> {
    // What is made while the list is on its way is not in it.
    const before = [...services.keys()]
    looked.clear()
    const instances = await engine.listInstances()
    const found = new Set(instances.map(({ name }) => name))
    for (const instance of instances) if (!looked.has(instance.name)) take(instance)
    for (const service of before) if (!found.has(service)) forget(service)
  }

  let listing: Promise<void> | undefined
  /** A list that somebody asked for before may miss what is there now: waits for its end and lists again, once for all who wait. */
  async function relist(): Promise<void> {
    await listing?.catch(() => undefined)
    listing ??= list().finally(() => {
      listing = undefined
    })
    return listing
  }

  async function read(project: string, name: string): Promise<void> {
    const before = services.get(name)?.changes
    const instance = await engine.getInstance(project, name).catch((error: unknown) => {
      // The tenant is gone with its project, and with it the right to look into it.
      if (error instanceof ReeveError && error.code === 'forbidden') return undefined
      throw error
    })
    const known = services.get(name)
    if (instance === undefined) forget(name)
    else if (known !== undefined && !known.changing && known.changes !== before) await read(project, name)
    else take(instance)
  }
  /** One look after another: an older answer must not come last. */
  const queue = createQueue()
  const look = (project: string, name: string) => {
    looked.add(name)
    return queue(name, () => read(project, name))
  }
  const lookAgain = (project: string, name: string) => {
    look(project, name).catch((err: unknown) => log.warn({ err, service: name }, 'an instance could not be looked at'))
  }

  function hear({ action, project, name }: EngineEvent): void {
    if (!action.startsWith('instance-') || !project.startsWith('reeve-t')) return
    const known = services.get(name)
    if (action === ringing) {
      if (known !== undefined) rang(name)
      return
    }
    const state = said[action]
    if (known !== undefined && state !== undefined) {
      if (known.changing) {
        known.told = state
        known.heard?.(state)
      }
      if (known.changing || known.state === state) return
    }
    if (state === undefined) lookAgain(project, name)
    else void lookUntil(project, name, state)
  }

  /** An event may come a moment before the engine shows the state that it tells of: looks again a few times, until it does. */
  async function lookUntil(project: string, name: string, state: PowerState): Promise<void> {
    for (const wait of lookAgainMs) {
      await look(project, name).catch((err: unknown) => log.warn({ err, service: name }, 'an instance could not be looked at'))
      const known = services.get(name)
      if (known === undefined || known.changing || known.state === state) return
      await new Promise((resolve) => setTimeout(resolve, wait).unref())
    }
  }

  async function watch(signal: AbortSignal, listed: () => void): Promise<void> {
    while (!signal.aborted) {
      let opened = false
      try {
        // Open first, list then: nothing that happens in between is missed.
        await engine.watch(hear, signal, () => {
          opened = true
          open = true
          relist().then(listed, (err: unknown) => {
            log.warn({ err }, 'the instances could not be listed')
            listed()
          })
        })
      } catch (err) {
        if (!opened) {
          open = false
          log.warn({ err }, 'the engine is away')
          listed()
        }
      }
      if (!signal.aborted) await pause(opened ? reopenMs : retryMs, signal)
    }
  }

  return {
    get: (service) => services.get(service),
    all: () => services.values(),
    setState,
    hold: (known, heard) => {
      mark(known)
      known.changing = true
      known.told = undefined
      known.heard = heard
    },
    release: (known) => {
      mark(known)
      known.changing = false
      known.heard = undefined
      if (known.told !== undefined && known.told !== known.state) lookAgain(known.project, known.keys.service)
    },
    async refresh(service) {
      const known = services.get(service)
      if (known === undefined) await relist()
      else await look(known.project, service)
    },
    connected: () => open,
    follow(signal) {
      const timer = setInterval(() => {
        if (open) relist().catch((err: unknown) => log.warn({ err }, 'the instances could not be listed'))
      }, relistMs)
      signal.addEventListener('abort', () => clearInterval(timer), { once: true })
      return new Promise((resolve) => void watch(signal, resolve))
    },
  }
}
