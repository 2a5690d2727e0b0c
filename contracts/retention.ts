import { type GoneSource, goneDays, type KeepRules } from './backups.ts'

interface Kept {
  id: string
  at: number
  keepUntil: number
  keep?: KeepRules | null
}

const dayMs = 86_400_000
/** Rules that were written with a backup go on holding for so long. */
export const rulesHoldMs = 30 * dayMs
/** The newest ones stay whatever the rules say. */
export const alwaysKept = 3

/** The strictest of what is asked for and of what was written lately: whoever takes over the backend thins nothing out for a month. */
export function rulesThatHold(backups: readonly Pick<Kept, 'at' | 'keep'>[], asked: KeepRules, now: number): KeepRules {
  const written = backups.flatMap(({ at, keep }) => (keep != null && now - at < rulesHoldMs ? [keep] : []))
  const most = (rule: keyof KeepRules) => Math.max(...[asked, ...written].map((keep) => keep[rule]))
  return { last: Math.max(most('last'), alwaysKept), daily: most('daily'), weekly: most('weekly'), monthly: most('monthly') }
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
const month = (at: number): string => new Date(at).toISOString().slice(0, 7)
/** Weeks begin on Monday; 1970 began on a Thursday. */
const week = (at: number): string => String(Math.floor((at / 86_400_000 + 3) / 7))

/**
 * The backups that retention removes, oldest first: those that no rule keeps and whose time is over. Pure: pages show beforehand exactly what the vault
 * will do. Days, weeks and months are those of UTC.
 */
export function removedBy<T extends Kept>(backups: readonly T[], asked: KeepRules, now: number): T[] {
  const keep = rulesThatHold(backups, asked, now)
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

/** When the last of a deleted service's backups may go. */
export const goneEnd = ({ at, left }: Pick<GoneSource, 'at' | 'left'>): number => (left === 'remove' ? at : at + goneDays * dayMs)

/** Those of a deleted service's backups that may go now. */
export const removedWith = <T extends Kept>(backups: readonly T[], gone: Pick<GoneSource, 'at' | 'left'>, now: number): T[] =>
  backups.filter(({ keepUntil }) => keepUntil <= now && goneEnd(gone) <= now)
