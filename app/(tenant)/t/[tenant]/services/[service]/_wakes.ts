import type { WakeView } from '@/contracts/views'

export type WakeSort = 'stopped' | 'frozen' | 'failed'

/** A wake that nobody was answered after failed, whatever it began from. All but a thaw are starts. */
export const sortOf = ({ milliseconds, from }: WakeView): WakeSort =>
  milliseconds === null ? 'failed' : from === 'frozen' ? 'frozen' : 'stopped'

/** Half waited shorter; null when nobody was answered. */
export function medianOf(wakes: readonly WakeView[]): number | null {
  const waits = wakes.flatMap(({ milliseconds }) => milliseconds ?? []).sort((a, b) => a - b)
  return waits[Math.floor((waits.length - 1) / 2)] ?? null
}

/** The action that a wake was asked for by, when it was none by a visitor. */
export const actionOf = (by: string): string | undefined => /^action (\S+)$/.exec(by)?.[1]
