import type { KeepRules } from './backups.ts'

interface Kept {
  id: string
  at: number
  keepUntil: number
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
const month = (at: number): string => new Date(at).toISOString().slice(0, 7)
/** Weeks begin on Monday; 1970 began on a Thursday. */
const week = (at: number): string => String(Math.floor((at / 86_400_000 + 3) / 7))

/**
 * The backups that retention removes, oldest first: those that no rule keeps and whose time is over. Pure: pages show beforehand exactly what the vault
 * will do. Days, weeks and months are those of UTC.
 */
export function removedBy<T extends Kept>(backups: readonly T[], keep: KeepRules, now: number): T[] {
  const newest = [...backups].sort((one, other) => other.at - one.at)
  const kept = new Set<string>(newest.slice(0, keep.last).map(({ id }) => id))
  const periods = [
    [day, keep.daily],
    [week, keep.weekly],
    [month, keep.monthly],
  ] as const
  for (const [periodOf, most] of periods) {
    const seen = new Set<string>()
    for (const { id, at } of newest) {
      const period = periodOf(at)
      if (seen.has(period) || seen.size >= most) continue
      seen.add(period)
      kept.add(id)
    }
  }
  return newest.filter(({ id, keepUntil }) => !kept.has(id) && keepUntil <= now).reverse()
}
