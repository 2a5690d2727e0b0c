import { type ErrorCode, ReeveError } from '../../contracts/errors.ts'
import type { WakeRequest, Woken } from '../../contracts/gate.ts'
import type { PowerState } from '../../contracts/states.ts'
import type { Log } from '../core/log.ts'
import type { Engine } from '../engine/client.ts'
import { afterFailure, type Budget, decide, type Failure } from './decide.ts'
import type { GateCalls } from './gate-calls.ts'
import type { History } from './history.ts'
import { pause } from './pause.ts'
import { probeOf } from './probes.ts'
import type { Known, Registry } from './registry.ts'
import type { Turns } from './turns.ts'

/** The waker says no, and when to ask again (seconds). */
export class Refused extends ReeveError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly retryAfter: number,
  ) {
    super(code, message)
    this.name = 'Refused'
  }
}

export interface WakerParts {
  engine: Engine
  gate: GateCalls
  registry: Registry
  history: History
  turns: Turns
  budget: Budget
  /** Free memory of the machine, when known. */
  freeMiB: () => number | null
  log: Log
}

export interface Waker {
  /**
   * Resolves as soon as requests can go to the service. However many ask, it is started once. Throws `Refused` and `ReeveError`.
   * `insist`: a person asks, so a failure a moment ago does not count.
   */
  wake(request: WakeRequest, insist?: boolean): Promise<Woken>
  /** Its configuration is another one: a failure of the old one does not count. */
  forgive(service: string): void
  /** `busy`: somebody uses it or wakes it, so it stays as it is. `even`: also when connections are open. */
  sleep(service: string, how: 'freeze' | 'stop', even?: boolean): Promise<'slept' | 'busy'>
}

interface Flight {
  answer: Promise<Woken>
  /** Nothing more is to be done for it, maybe after the answer. */
  landed: Promise<void>
  failed: boolean
}

const startDeadlineMs = 45_000
const runningDeadlineMs = 10_000
const settleMs = 30_000

const sentences: Partial<Record<ErrorCode, string>> = {
  suspended: 'The tenant is suspended.',
  not_found: 'There is no such service.',
  start_failed: 'The service failed to start a moment ago. Look at its log; it is tried again later.',
  no_answer: 'The service started but did not answer. Look at its log; it is tried again later.',
  rate_limited: 'Too many services are being started. Wait a little.',
  unavailable: 'The machine is short of memory. Wait until something sleeps, or add memory.',
}

export function createWaker(parts: WakerParts): Waker {
  const { engine, gate, registry, history, turns, budget, log } = parts
  const flights = new Map<string, Flight>()
  const sleeps = new Map<string, { wanted: boolean; done: Promise<'slept' | 'busy'> }>()
  const failures = new Map<string, Failure>()

  async function known(service: string): Promise<Known> {
    // Made so recently that no event has come yet.
    if (registry.get(service) === undefined) await registry.refresh(service)
    const found = registry.get(service)
    if (found === undefined) throw new Refused('not_found', sentences.not_found ?? '', 60)
    return found
  }

  /** Leads from whatever the state is to an answering service. `landed` is called when nothing more is to be done, maybe after the answer. */
  async function fly(request: WakeRequest, landed: () => void): Promise<Woken> {
    const begun = performance.now()
    let settled = false
    try {
      for (;;) {
        const sleeping = sleeps.get(request.service)
        if (sleeping !== undefined) {
          // A sleep that has not reached the engine yet gives way.
          sleeping.wanted = true
          await sleeping.done.catch(() => undefined)
        }
        const service = await known(request.service)
        const verdict = decide(
          {
            state: service.state,
            suspended: service.keys.suspended,
            failure: failures.get(request.service),
            now: performance.now(),
            freeMiB: parts.freeMiB(),
            waiting: turns.waiting(),
            waitingOfSource: turns.waitingOf(request.source),
          },
          budget,
        )
        if (verdict.verdict === 'refuse') throw new Refused(verdict.code, sentences[verdict.code] ?? '', verdict.retryAfter)
        if (verdict.verdict === 'settle') {
          await settle(request.service)
          continue
        }
        if (verdict.verdict === 'straight') {
          if (await reach(service, request)) return { address: service.keys.address }
          continue
        }
        if (verdict.verdict === 'queue') {
          await turns.take(request.source)
          if (service.state !== 'stopped' && service.state !== 'error') continue
        }
        const change = rouse(service, request, verdict.verdict === 'thaw' ? 'unfreeze' : 'start', begun)
        settled = true
        change.over.then(landed, landed)
        await change.answers
        return { address: service.keys.address }
      }
    } finally {
      if (!settled) landed()
    }
  }

  /** Somebody else starts or stops it: waits for the end of that. */
  async function settle(service: string): Promise<void> {
    const limit = AbortSignal.timeout(settleMs)
    while (!limit.aborted) {
      await registry.refresh(service)
      const state = registry.get(service)?.state
      if (state !== 'starting' && state !== 'stopping') return
      await pause(100, limit)
    }
    throw new ReeveError('timeout', 'The service is being changed and that does not end. Try again in a moment.')
  }

  /** It runs already and was only off the straight way. False when it turns out that it does not run. */
  async function reach(service: Known, request: WakeRequest): Promise<boolean> {
    try {
      await gate.answering(asked(service, request.port, runningDeadlineMs))
      failures.delete(request.service)
      return true
    } catch (error) {
      if (!(error instanceof ReeveError) || error.code !== 'no_answer') throw error
      await registry.refresh(request.service)
      if (registry.get(request.service)?.state !== 'running') return false
      throw fail(request.service, 'no_answer')
    }
  }

  /** The engine's change and the question whether the service answers run side by side. */
  function rouse(service: Known, request: WakeRequest, change: 'start' | 'unfreeze', begun: number) {
    const from = service.state
    const at = Date.now()
    const stop = new AbortController()
    const name = request.service
    registry.hold(service)
    const engineBegun = performance.now()
    const switched = engine.setState(service.project, name, change).then(() => performance.now() - engineBegun)
    if (change === 'start') registry.setState(name, 'starting')
    const reached = gate.answering(asked(service, request.port, startDeadlineMs), stop.signal)
    reached.catch(() => undefined)
    const answers = new Promise<void>((resolve, reject) => {
      reached.then(resolve, (error: unknown) => {
        reject(error instanceof ReeveError && error.code === 'no_answer' ? fail(name, 'no_answer', error) : error)
      })
      switched.catch((error: unknown) => {
        stop.abort()
        reject(error instanceof ReeveError && error.code === 'unavailable' ? error : fail(name, 'start_failed', error))
      })
    })
    const record = (engineMilliseconds: number | null, error: string | null) =>
      history.add({
        service: name,
        at,
        from,
        by: request.by,
        source: request.source,
        milliseconds: error === null ? Math.round(performance.now() - begun) : null,
        engineMilliseconds: engineMilliseconds === null ? null : Math.round(engineMilliseconds),
        error,
      })
    const over = (async () => {
      let engineMilliseconds: number | null = null
      try {
        engineMilliseconds = await switched
        registry.setState(name, 'running')
        await answers
        failures.delete(name)
        record(engineMilliseconds, null)
      } catch (error) {
        log.warn({ service: name, from, by: request.by, err: error }, 'a wake failed')
        record(engineMilliseconds, error instanceof ReeveError ? error.message : 'The wake failed.')
      } finally {
        registry.release(service)
        if (engineMilliseconds === null) {
          await gate.quiesce(name).catch(() => undefined)
          await registry.refresh(name).catch(() => undefined)
        }
      }
    })()
    return { answers, over }
  }

  function fail(service: string, code: Failure['code'], cause?: unknown): Refused {
    const now = performance.now()
    const failure = afterFailure(failures.get(service), code, now)
    failures.set(service, failure)
    const refused = new Refused(code, sentences[code] ?? '', Math.ceil((failure.until - now) / 1000))
    refused.cause = cause
    return refused
  }

  async function fallAsleep(service: Known, how: 'freeze' | 'stop', even: boolean, wanted: () => boolean): Promise<'slept' | 'busy'> {
    const name = service.keys.service
    const from: PowerState = service.state
    if (from !== 'running' && from !== 'frozen') return 'slept'
    registry.hold(service)
    try {
      const connections = await gate.quiesce(name)
      if (wanted() || (connections > 0 && !even)) {
        // Whoever came in between waits at the waker or goes on as before.
        if (from === 'running') await gate.answering(asked(service, undefined, runningDeadlineMs)).catch(() => undefined)
        return 'busy'
      }
      if (how === 'freeze') {
        if (from === 'running') await engine.setState(service.project, name, 'freeze')
        registry.setState(name, 'frozen')
      } else {
        registry.setState(name, 'stopping')
        // Its processes end by themselves only when they run.
        if (from === 'frozen') await engine.setState(service.project, name, 'unfreeze')
        await engine.setState(service.project, name, 'stop')
        registry.setState(name, 'stopped')
      }
      return 'slept'
    } catch (error) {
      registry.release(service)
      await registry.refresh(name).catch(() => undefined)
      throw error
    } finally {
      registry.release(service)
    }
  }

  return {
    forgive: (service) => {
      failures.delete(service)
    },
    async wake(request, insist = false) {
      const { service } = request
      for (let flying = flights.get(service); flying !== undefined; flying = flights.get(service)) {
        if (!flying.failed) return flying.answer
        // It is only cleaning up: who comes now gets a try of its own.
        await flying.landed
      }
      if (insist) failures.delete(service)
      const flight: Flight = { answer: Promise.resolve({ address: '' }), landed: Promise.resolve(), failed: false }
      flight.landed = new Promise((resolve) => {
        flight.answer = fly(request, () => {
          flights.delete(service)
          resolve()
        })
      })
      flight.answer.catch(() => {
        flight.failed = true
      })
      flights.set(service, flight)
      return flight.answer
    },
    async sleep(name, how, even = false) {
      const service = await known(name)
      if (flights.has(name)) return 'busy'
      const joined = sleeps.get(name)
      if (joined !== undefined) return joined.done
      const entry = { wanted: false, done: Promise.resolve<'slept' | 'busy'>('busy') }
      // Known before it begins: a wake that comes now must see it.
      sleeps.set(name, entry)
      entry.done = fallAsleep(service, how, even, () => entry.wanted).finally(() => sleeps.delete(name))
      return entry.done
    },
  }
}

const asked = (service: Known, port: number | undefined, deadlineMs: number) => {
  const first = port ?? service.keys.ports[0]?.port ?? 80
  return { service: service.keys.service, address: service.keys.address, port: first, probe: probeOf(service.keys.kind, first), deadlineMs }
}
