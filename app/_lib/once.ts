import type { TRPCLink } from '@trpc/client'
import { type Observable, observable, share } from '@trpc/server/observable'
import type { AnyRouter } from '@trpc/server/unstable-core-do-not-import'

/** While a mutation is on its way, the same one asked for again (a double click, Enter held down) is answered by it: one request, one deed. */
export function onceLink<Router extends AnyRouter>(): TRPCLink<Router> {
  type Answered = ReturnType<ReturnType<TRPCLink<Router>>>
  return () => {
    const running = new Map<string, Answered>()
    return ({ op, next }) => {
      if (op.type !== 'mutation') return next(op)
      const key = JSON.stringify([op.path, op.input])
      const found = running.get(key)
      if (found !== undefined) return found
      const forget = () => running.delete(key)
      const asked: Answered = observable((observer) =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          error(error) {
            forget()
            observer.error(error)
          },
          complete() {
            forget()
            observer.complete()
          },
        }),
      )
      const shared = share()(asked as Observable<unknown, unknown>) as Answered
      running.set(key, shared)
      return shared
    }
  }
}
