/** Counters that only rise, until what counts begins anew. */
export type Counters = Readonly<Record<string, number>>

/**
 * What was added between two looks. `before` undefined: it was not there at the last look, so it began since then and everything counts; with
 * `baseline` nobody looked before, and what stands is only where to count from. `restarted` names the counter that falls only when all begin anew: an
 * instance that was restarted. One that falls alone counts from nothing by itself.
 */
export function added(before: Counters | undefined, now: Counters, restarted: string, baseline: boolean): Record<string, number> {
  if (before === undefined && baseline) return Object.fromEntries(Object.keys(now).map((name) => [name, 0]))
  const anew = before === undefined || (now[restarted] ?? 0) < (before[restarted] ?? 0)
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => {
      const last = anew ? 0 : (before[name] ?? 0)
      return [name, value < last ? value : value - last]
    }),
  )
}
