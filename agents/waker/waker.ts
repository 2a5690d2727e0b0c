import { type ErrorCode, errorView, ReeveError } from '../../contracts/errors.ts'
import type { WakeRequest, Woken } from '../../contracts/gate.ts'
import type { PowerState } from '../../contracts/states.ts'
import type { Log } from '../core/log.ts'
import type { Engine } from '../engine/client.ts'
import { afterFailure, type Budget, decide, type Failure } from './decide.ts'
import type { GateCalls } from './gate-calls.ts'
import type { History } from './history.ts'
import type { Memory } from './memory.ts'
import { pause } from './pause.ts'
import { probeOf } from './probes.ts'
import { Mistaken, type Refused, refused } from './refusals.ts'
import type { Known, Registry } from './registry.ts'
import type { Turns } from './turns.ts'

export interface WakerParts {
  engine: Engine
  gate: GateCalls
  registry: Registry
  history: History
  turns: Turns
  budget: Budget
  memory: Pick<Memory, 'freeMiB' | 'started'>
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
  /** `even`: also when somebody uses it. What is not awake is left as it is. */
  sleep(service: string, how: 'freeze' | 'stop', even?: boolean): Promise<Sleep>
}

/** `busy`: somebody uses it; `waking`: somebody wakes it. So it stays as it is. */
export type Sleep = 'slept' | 'busy' | 'waking'

interface Flight {
  answer: Promise<Woken>
  /** Nothing more is to be done for it, maybe after the answer. */
  landed: Promise<void>
  failed: boolean
}

const startDeadlineMs = 45_000
const runningDeadlineMs = 10_000
const settleMs = 30_000
/** Between two looks at the state of one that does not answer. */
const lookMs = 1000
/** What only stands in the keys of an instance, where it may have changed a moment ago. */
const marked: ReadonlySet<ErrorCode> = new Set(['suspended', 'halted', 'conflict'])

export function createWaker(parts: WakerParts): Waker {
  const { engine, gate, registry, history, turns, budget, memory, log } = parts
  const flights = new Map<string, Flight>()
  const sleeps = new Map<string, { wanted: boolean; how: 'freeze' | 'stop'; even: boolean; done: Promise<Sleep> }>()
  const failures = new Map<string, Failure>()

  async function known(service: string): Promise<Known> {
    // Made so recently that no event has come yet.
    if (registry.get(service) === undefined) await registry.refresh(service)
    const found = registry.get(service)
    if (found === undefined) throw refused('not_found', 60)
    return found
  }

  /** Leads from whatever the state is to an answering service. `landed` is called when nothing more is to be done, maybe after the answer. */
  async function fly(request: WakeRequest, landed: () => void): Promise<Woken> {
    const begun = performance.now()
    let settled = false
    let looked = false
    // Whose turn it is to start is decided about once more: a long wait lies between.
    let turn = false
    let mistaken = false
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
            halted: service.keys.halted,
            held: service.keys.held ?? false,
            restoring: service.keys.restoring ?? false,
            failure: failures.get(request.service),
            now: performance.now(),
            freeMiB: memory.freeMiB(),
            waiting: turn ? 0 : turns.waiting(),
            waitingOfSource: turn ? 0 : turns.waitingOf(request.source),
          },
          budget,
        )
        if (verdict.verdict === 'refuse') {
          if (!marked.has(verdict.code) || looked) throw refused(verdict.code, verdict.retryAfter)
          // The news that the tenant or the service is back may be on its way.
          looked = true
          await registry.refresh(request.service).catch(() => undefined)
          continue
        }
        if (verdict.verdict === 'settle') {
          await settle(request.service)
          continue
        }
        if (verdict.verdict === 'straight') {
          if (await reach(service)) return { address: service.keys.address }
          continue
        }
        if (verdict.verdict === 'queue' && !turn) {
          await turns.take(request.source)
          turn = true
          continue
        }
        const change = rouse(service, request, verdict.verdict === 'thaw' ? 'unfreeze' : 'start', begun, mistaken)
        const error = await change.answers.then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (error instanceof Mistaken) {
          mistaken = true
          await change.over
          continue
        }
        settled = true
        change.over.then(landed, landed)
        if (error !== undefined) throw error
        return { address: service.keys.address }
      }
    } finally {
      if (!settled) landed()
    }
  }

  /** Somebody else starts or stops it, or exchanges its root: waits for the end of that. */
  async function settle(service: string): Promise<void> {
    const limit = AbortSignal.timeout(settleMs)
    while (!limit.aborted) {
      await registry.refresh(service)
      const found = registry.get(service)
      if (found?.keys.held !== true && found?.state !== 'starting' && found?.state !== 'stopping') return
      await pause(100, limit)
    }
    throw new ReeveError('timeout', 'The service is being changed and that does not end. Try again in a moment.')
  }

  /** It runs already and was only off the straight way. False when it turns out that it does not run. */
  async function reach(service: Known): Promise<boolean> {
    const name = service.keys.service
    const runs = () => registry.get(name)?.state === 'running'
    const stop = new AbortController()
    // A frozen one takes connections too, so that the gate's word is not enough.
    const look = () =>
      registry.refresh(name).then(
        () => runs() || stop.abort(),
        () => undefined,
      )
    const looked = look()
    // One that somebody is just stopping answers no more, and runs for a moment still.
    const timer = setInterval(() => void look(), lookMs)
    try {
      await gate.answering(asked(service, runningDeadlineMs), stop.signal)
      await looked
    } catch (error) {
      if (!stop.signal.aborted) {
        if (!(error instanceof ReeveError) || error.code !== 'no_answer') throw error
        await registry.refresh(name)
        if (runs()) throw fail(name, 'no_answer')
      }
    } finally {
      clearInterval(timer)
    }
    if (runs()) {
      failures.delete(name)
      return true
    }
    await gate.quiesce(name)
    return false
  }

  /** Whether the engine refused a change since the state is another one than the waker took it for: somebody changed it behind its back. */
  async function otherThan(service: Known, from: PowerState): Promise<boolean> {
    const found = await engine.getInstance(service.project, service.keys.service).catch(() => undefined)
    return found !== undefined && found.state !== from
  }

  /**
   * The engine's change and the question whether the service answers run side by side. `sure`: a state that is another one than the waker took it
   * for is no excuse any more; without it `answers` throws `Mistaken` then, and after `over` the waker knows better.
   */
  function rouse(service: Known, request: WakeRequest, change: 'start' | 'unfreeze', begun: number, sure: boolean) {
    const from = service.state
    const at = Date.now()
    const stop = new AbortController()
    const name = request.service
    let ran = false
    const stopped = new Promise<void>((resolve) => {
      registry.hold(service, (told) => {
        if (told === 'running') ran = true
        if (told === 'stopped' && ran) resolve()
      })
    })
    if (change === 'start') memory.started()
    const engineBegun = performance.now()
    const switched = engine.setState(service.project, name, change).then(() => {
      ran = true
      return performance.now() - engineBegun
    })
    if (change === 'start') registry.setState(name, 'starting')
    const reached = gate.answering(asked(service, startDeadlineMs), stop.signal)
    reached.catch(() => undefined)
    const answers = new Promise<void>((resolve, reject) => {
      let answered = false
      reached.then(
        () => {
          answered = true
          resolve()
        },
        (error: unknown) => {
          reject(error instanceof ReeveError && error.code === 'no_answer' ? fail(name, 'no_answer', error) : error)
        },
      )
      switched.catch(async (error: unknown) => {
        if (error instanceof ReeveError && error.code === 'unavailable') reject(error)
        else if (!sure && (await otherThan(service, from))) reject(new Mistaken())
        else reject(fail(name, 'start_failed', error))
        stop.abort()
      })
      void stopped.then(async () => {
        // Why it stopped stands in its keys.
        await registry.refresh(name).catch(() => undefined)
        if (answered) return
        reject(stoppedUnderneath(name))
        stop.abort()
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
        // What those who waited were told, not what the engine said.
        const told = await answers.then(
          () => error,
          (own: unknown) => own,
        )
        if (!(told instanceof Mistaken)) record(engineMilliseconds, errorView(told).message)
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
    // Whole milliseconds, or 5 s and a hair become 6.
    const now = Math.round(performance.now())
    const failure = afterFailure(failures.get(service), code, now)
    failures.set(service, failure)
    return refused(code, Math.ceil((failure.until - now) / 1000), cause)
  }

  /** It ran and does not run any more, before it answered. Whoever suspended or deleted it is no failure of it. */
  function stoppedUnderneath(name: string): Error {
    const found = registry.get(name)
    if (found === undefined) return refused('not_found', 60)
    if (found.keys.held) return new Mistaken()
    if (found.keys.suspended) return refused('suspended', 3600)
    if (found.keys.halted) return refused('halted', 3600)
    if (found.keys.restoring) return refused('conflict', 60)
    return fail(name, 'start_failed', new Error('it stopped before it answered'))
  }

  async function fallAsleep(service: Known, how: 'freeze' | 'stop', even: boolean, wanted: () => boolean): Promise<Sleep> {
    const name = service.keys.service
    const from: PowerState = service.state
    if (from !== 'running' && from !== 'frozen') return 'slept'
    const busyUntil = service.busyUntil
    registry.hold(service)
    try {
      const connections = await gate.quiesce(name)
      // Somebody may have begun to work inside meanwhile. (An older lease is the idle rule's matter: it runs on after the work.)
      await registry.refresh(name).catch(() => undefined)
      const used = connections > 0 || service.busyUntil > busyUntil
      if (wanted() || (used && !even)) {
        // Whoever came in between waits at the waker or goes on as before.
        if (from === 'running') await gate.answering(asked(service, runningDeadlineMs)).catch(() => undefined)
        return wanted() ? 'waking' : 'busy'
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
      for (let joined = sleeps.get(name); joined !== undefined; joined = sleeps.get(name)) {
        if (joined.how === how && joined.even === even) return joined.done
        // It wishes for something else: after it.
        await joined.done.catch(() => undefined)
      }
      if (flights.has(name)) return 'waking'
      const entry = { wanted: false, how, even, done: Promise.resolve<Sleep>('busy') }
      // Known before it begins: a wake that comes now must see it.
      sleeps.set(name, entry)
      entry.done = fallAsleep(service, how, even, () => entry.wanted).finally(() => sleeps.delete(name))
      return entry.done
    },
  }
}

/** Whether a service answers is asked at its first port, whichever the client wants: one that is closed says nothing about the others. */
const asked = ({ keys }: Known, deadlineMs: number) => {
  const port = keys.ports[0]?.port ?? 80
  return { service: keys.service, address: keys.address, port, probe: probeOf(keys.kind), deadlineMs }
}
