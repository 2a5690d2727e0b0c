import type { PowerState } from '../../contracts/states.ts'

export interface IdleFacts {
  state: PowerState
  /** Since the last request, connection, lease or start; measured by a clock that never jumps. */
  idleSeconds: number
  /** Open at the gate. */
  connections: number
  /** Somebody works inside the VPS (cron, deployment, an administrator's command). */
  busy: boolean
  /** 0 never. */
  freezeAfter: number
  stopAfter: number
  suspended: boolean
  /** The machine is short of memory. */
  pressed: boolean
}

/** Frozen services are stopped before their time when memory is short, but not right after they froze. */
const pressedAfterSeconds = 60
const suspendedAfterSeconds = 60

/** What to do with a service now. Whoever has a connection open or work going on is left alone. */
export function idle(facts: IdleFacts): 'freeze' | 'stop' | undefined {
  const { state, idleSeconds, freezeAfter } = facts
  if (state !== 'running' && state !== 'frozen') return undefined
  if (facts.busy) return undefined
  if (facts.suspended) return idleSeconds >= suspendedAfterSeconds ? 'stop' : undefined
  if (facts.connections > 0) return undefined
  if (facts.stopAfter > 0 && idleSeconds >= facts.stopAfter) return 'stop'
  if (state === 'frozen') return facts.pressed && idleSeconds >= pressedAfterSeconds ? 'stop' : undefined
  return freezeAfter > 0 && idleSeconds >= freezeAfter ? 'freeze' : undefined
}
