import { newToken } from './tokens.ts'

interface Ceremony {
  challenge: string
  person: string | null
  expiresAt: number
}

/** Open WebAuthn ceremonies. In memory: who restarts the backend starts the ceremony again. */
export interface Ceremonies {
  /** Returns the ceremony's name. */
  open(challenge: string, person: string | null): string
  /** Of a person: by its challenge. */
  take(name: string): Ceremony | undefined
  takeOf(person: string): Ceremony | undefined
}

const lifeMs = 5 * 60_000
const most = 10_000

export function makeCeremonies(now: () => number): Ceremonies {
  const open = new Map<string, Ceremony>()
  const take = (name: string): Ceremony | undefined => {
    const found = open.get(name)
    open.delete(name)
    return found !== undefined && found.expiresAt > now() ? found : undefined
  }
  return {
    open(challenge, person) {
      const name = person ?? newToken()
      open.delete(name)
      const oldest = open.keys().next()
      if (open.size >= most && oldest.done !== true) open.delete(oldest.value)
      open.set(name, { challenge, person, expiresAt: now() + lifeMs })
      return name
    },
    take: (name) => {
      const found = take(name)
      return found?.person === null ? found : undefined
    },
    takeOf: take,
  }
}
