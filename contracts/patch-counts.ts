/** What became of the services of a run, counted apart: one that nobody touched is not one that is done. Pure. */
import { formatNumber } from './number.ts'
import type { TargetState } from './patches.ts'

export interface Tally {
  all: number
  /** On the new image, also those that were before. */
  patched: number
  back: number
  failed: number
  skipped: number
}

export const tallyOf = ({ waiting, running, patched, unchanged, back, failed, skipped }: Record<TargetState, number>): Tally => ({
  all: waiting + running + patched + unchanged + back + failed + skipped,
  patched: patched + unchanged,
  ...{ back, failed, skipped },
})

/** The words for what is no success stand behind the number of those that are, each only where there is one. */
export function tallyText({ all, ...counts }: Tally, words: Record<Exclude<keyof Tally, 'all'>, string>): string {
  const others = (['back', 'failed', 'skipped'] as const).filter((state) => counts[state] > 0)
  return [
    `${formatNumber(counts.patched)} of ${formatNumber(all)} ${words.patched}`,
    ...others.map((state) => `${formatNumber(counts[state])} ${words[state]}`),
  ].join(', ')
}
