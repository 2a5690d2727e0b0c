/** Lines that were not there before: what follows the last ones that both have. All of them when the log began anew in between. */
export function freshLines(before: readonly string[], now: readonly string[]): readonly string[] {
  if (before.length === 0) return now
  for (let end = now.length; end > 0; end -= 1) {
    const shared = Math.min(end, before.length)
    let same = 0
    while (same < shared && now[end - 1 - same] === before[before.length - 1 - same]) same += 1
    if (same === shared) return now.slice(end)
  }
  return now
}

export interface LogSource {
  read(): Promise<readonly string[]>
  print(lines: readonly string[]): void
  /** Resolves when it is time to look again; false ends it. */
  wait(): Promise<boolean>
}

/** Prints what comes until somebody ends it. */
export async function followLog({ read, print, wait }: LogSource): Promise<void> {
  let before: readonly string[] = []
  do {
    const now = await read()
    const fresh = freshLines(before, now)
    if (fresh.length > 0) print(fresh)
    if (now.length > 0) before = now
  } while (await wait())
}
