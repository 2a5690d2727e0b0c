import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type GateKeys, gateKeys } from '../../contracts/gate.ts'
import type { TenantLimits } from '../../contracts/limits.ts'
import { type Observation, observation } from '../../contracts/observation.ts'
import type { Agents } from './send.ts'

export interface Observer {
  /** Everything that is known when it differs from `after`, at the latest after `wait` seconds. */
  observe(after: string, wait: number, signal: AbortSignal): Promise<Observation>
  /** The gate's public key and its own CA; null while the gate does not answer. */
  gateKeys(): Promise<GateKeys | null>
  /** The key that keys of licences are sealed for; null while their agent does not answer. */
  licenceKey(): Promise<string | null>
}

const licenceKeys = z.object({ sealingKey: z.string() })
const fromWaker = observation.omit({ agents: true, gate: true, vault: true, ceiling: true })
type FromWaker = Omit<Observation, 'agents' | 'gate' | 'vault' | 'ceiling'>
type Health = Pick<Observation, 'agents' | 'gate' | 'vault'>

const alive = z.object({ ok: z.boolean() })
const between = 2000
const unseen: FromWaker = { cursor: '', services: [], wakes: [], asks: [], engine: false, machine: null }

/**
 * What the waker sees, and beside it which agents live, whether the gate answers, and the keep's ceiling. While the waker is away its last words
 * stand.
 */
export function createObserver(agents: Agents, ceiling: TenantLimits): Observer {
  let last = unseen
  let known: { at: number; health: Promise<Health> } | undefined

  const askGate = (): Promise<GateKeys | null> => agents.gate.get('/sealing-key', gateKeys, AbortSignal.timeout(between)).catch(() => null)

  const askLicence = () =>
    agents.licence.get('/sealing-key', licenceKeys, AbortSignal.timeout(between)).then(
      ({ sealingKey }) => sealingKey,
      () => null,
    )

  const askVault = (): Promise<boolean> =>
    agents.backup.get('/vault', alive, AbortSignal.timeout(between)).then(
      ({ ok }) => ok,
      () => false,
    )

  async function look(): Promise<Health> {
    const names = Object.keys(agents) as (keyof Agents)[]
    const living = Promise.all(names.map(async (name) => ({ name, alive: await agents[name].alive() })))
    const [seen, keys, vault] = await Promise.all([living, askGate(), askVault()])
    return { agents: seen, gate: keys !== null, vault }
  }

  /** Shared by all who ask within two seconds. */
  function health(): Promise<Health> {
    if (known === undefined || performance.now() - known.at >= between) known = { at: performance.now(), health: look() }
    return known.health
  }

  /** Ends when the health is another than `mark`. */
  async function changeOf(mark: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(between, signal)
      if (markOf(await health()) !== mark) return
    }
  }

  async function askWaker(cursor: string, wait: number, signal: AbortSignal): Promise<FromWaker> {
    try {
      last = await agents.waker.get(`/observe?after=${encodeURIComponent(cursor)}&wait=${wait}`, fromWaker, signal)
      return last
    } catch {
      // Dead, or cut off because the health changed: `agents` says which. Nobody's place in the history moves by that.
      return { ...last, wakes: [], cursor }
    }
  }

  return {
    licenceKey: askLicence,
    gateKeys: askGate,
    async observe(after, wait, signal) {
      const [mark, cursor] = splitCursor(after)
      const before = markOf(await health())
      const seconds = before === mark ? wait : 0
      const ended = new AbortController()
      const either = AbortSignal.any([signal, ended.signal])
      const timer = setTimeout(() => ended.abort(), seconds * 1000 + 5000)
      try {
        const asked = askWaker(cursor, seconds, either).then(async (found) => {
          // A dead waker answers at once; the wait is for the others then.
          const waker = (await health()).agents.find(({ name }) => name === 'waker')
          if (waker?.alive === false) await pause(seconds * 1000, either)
          return found
        })
        if (seconds > 0) {
          await Promise.race([asked, changeOf(before, either)])
          ended.abort()
        }
        const found = await asked
        const now = await health()
        return { ...found, ...now, ceiling, cursor: `${markOf(now)}.${found.cursor}` }
      } finally {
        clearTimeout(timer)
        ended.abort()
      }
    },
  }
}

const markOf = (health: Health): string => createHash('sha256').update(JSON.stringify(health)).digest('hex').slice(0, 8)

function splitCursor(after: string): [mark: string, cursor: string] {
  const dot = after.indexOf('.')
  return dot === -1 ? ['', ''] : [after.slice(0, dot), after.slice(dot + 1)]
}

/** Ends after a time, or at once with the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })
}
