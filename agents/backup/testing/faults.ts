import type { Wrap } from './ground.ts'

/** Lets something happen once, before the n-th effect of a run. */
export class Fault {
  effects = 0
  constructor(
    readonly at: number,
    readonly happen: () => Promise<unknown>,
  ) {}

  get fired(): boolean {
    return this.effects >= this.at
  }

  readonly wrap: Wrap = (target) =>
    new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]): Promise<unknown> => {
          this.effects += 1
          if (this.effects === this.at) await this.happen()
          return Reflect.apply(value, object, args)
        }
      },
    })
}

/** Calls `run` with a fault before effect 1, 2, 3 ... until a run ends that the fault did not reach. Gives the number of runs. */
export async function enumerateFaults(run: (at: number) => Promise<Fault>, limit = 1000): Promise<number> {
  for (let at = 1; at <= limit; at += 1) {
    const fault = await run(at).catch((cause: unknown) => {
      throw new Error(`The run with a fault before effect ${at} left something wrong.`, { cause })
    })
    if (!fault.fired) return at
  }
  throw new Error(`No run ended unharmed within ${limit} faults.`)
}
