/** Stands for kill -9: thrown at one effect and at every later one, so that nothing more of the run can leave a trace. */
export class Kill extends Error {
  constructor(readonly at: number) {
    super(`killed before effect ${at}`)
    this.name = 'Kill'
  }
}

/** Counts the effects of one run and kills it before the n-th. */
export class Killer {
  effects = 0
  fired = false
  constructor(readonly at: number) {}

  /** Call before an effect. */
  step(): void {
    this.effects += 1
    if (this.effects >= this.at) {
      this.fired = true
      throw new Kill(this.at)
    }
  }

  /** The same object, with every method call counted as an effect. */
  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          this.step()
          return Reflect.apply(value, object, args)
        }
      },
    })
  }
}

/**
 * Calls `run` with a killer at 1, 2, 3 ... until a run ends that the killer did not reach. `run` starts its process on wrapped parts, expects it
 * to die or end, starts a new one on the bare parts, lets it recover, and checks what is left. Gives the number of runs.
 */
export async function enumerateKills(run: (killer: Killer) => Promise<void>, limit = 1000): Promise<number> {
  for (let at = 1; at <= limit; at += 1) {
    const killer = new Killer(at)
    try {
      await run(killer)
    } catch (error) {
      throw new Error(`The run that was killed before effect ${at} left something wrong.`, { cause: error })
    }
    if (!killer.fired) return at
  }
  throw new Error(`No run ended unharmed within ${limit} kills.`)
}
