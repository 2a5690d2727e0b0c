import type { ChangeView, Topic } from '../../contracts/detail.ts'

type Listener = (change: ChangeView & { action?: string }) => void

/** What changed, told within this process; subscriptions pass it on to browsers. */
export interface Live {
  /** `action`: the one whose state or progress changed. */
  publish(topic: Topic, tenant: string | null, action?: string): void
  /** Calls back until the returned function is called. */
  listen(listener: Listener): () => void
}

export function makeLive(): Live {
  const listeners = new Set<Listener>()
  return {
    publish(topic, tenant, action) {
      for (const listener of listeners) listener({ topic, tenant, ...(action === undefined ? {} : { action }) })
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
