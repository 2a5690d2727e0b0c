export interface Slots {
  /** Waits for a free place of the key; whoever has it gives it back, once. */
  take(key: string): Promise<() => void>
}

/** So many at the same time for each key; the others wait in their order. */
export function createSlots(most: number): Slots {
  const used = new Map<string, number>()
  const queues = new Map<string, (() => void)[]>()

  function free(key: string): void {
    const next = queues.get(key)?.shift()
    if (next !== undefined) {
      next()
      return
    }
    queues.delete(key)
    const left = (used.get(key) ?? 1) - 1
    if (left === 0) used.delete(key)
    else used.set(key, left)
  }

  return {
    async take(key) {
      const taken = used.get(key) ?? 0
      if (taken < most) used.set(key, taken + 1)
      else await new Promise<void>((resolve) => queues.set(key, [...(queues.get(key) ?? []), resolve]))
      return () => free(key)
    },
  }
}
