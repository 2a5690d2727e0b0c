import { networkOf } from './network.ts'
import { newToken } from './tokens.ts'

interface Ceremony {
  challenge: string
  expiresAt: number
}

/** Open WebAuthn ceremonies. In memory: who restarts the backend starts the ceremony again. */
export interface Ceremonies {
  /** Of a stranger who wants to sign in. Returns the ceremony's name. */
  openSignIn(challenge: string, address: string): string
  /** The challenge, once; undefined when there is none or it took too long. */
  takeSignIn(name: string): string | undefined
  /** Of a person who is signed in and makes a key: one at a time. */
  openOf(person: string, challenge: string): void
  takeOf(person: string): string | undefined
}

const lifeMs = 5 * 60_000
const most = 10_000
/** Whoever opens more loses the own oldest, not those of others. */
const mostOfNetwork = 20

export function makeCeremonies(now: () => number): Ceremonies {
  const signIns = new Map<string, Ceremony & { network: string }>()
  const keys = new Map<string, Ceremony>()
  return {
    openSignIn(challenge, address) {
      const name = newToken()
      const network = networkOf(address)
      const own = [...signIns].filter(([, ceremony]) => ceremony.network === network)
      if (own.length >= mostOfNetwork) signIns.delete(own[0]?.[0] ?? '')
      add(signIns, name, { challenge, expiresAt: now() + lifeMs, network })
      return name
    },
    takeSignIn: (name) => take(signIns, name, now()),
    openOf: (person, challenge) => add(keys, person, { challenge, expiresAt: now() + lifeMs }),
    takeOf: (person) => take(keys, person, now()),
  }
}

function add<T extends Ceremony>(open: Map<string, T>, name: string, ceremony: T): void {
  open.delete(name)
  const oldest = open.keys().next()
  if (open.size >= most && oldest.done !== true) open.delete(oldest.value)
  open.set(name, ceremony)
}

function take(open: Map<string, Ceremony>, name: string, at: number): string | undefined {
  const found = open.get(name)
  open.delete(name)
  return found !== undefined && found.expiresAt > at ? found.challenge : undefined
}
