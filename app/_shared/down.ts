import type { HealthView } from '@/contracts/detail'

/** The part whose silence people have to know of. While the keep is silent, nobody knows of the others. */
export function downOf({ keep, agents, engine, gate }: HealthView): 'keep' | 'agents' | 'engine' | 'gate' | undefined {
  if (!keep) return 'keep'
  if (!engine) return 'engine'
  if (!agents) return 'agents'
  return gate ? undefined : 'gate'
}

/** Time of day for today, else with its date; in the reader's time zone. */
export const momentOf = (at: number, now: number, locale = 'en-GB'): string =>
  new Intl.DateTimeFormat(locale, {
    timeStyle: 'short',
    ...(new Date(at).toDateString() !== new Date(now).toDateString() && { dateStyle: 'medium' }),
  }).format(at)
