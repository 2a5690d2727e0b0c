import type { Text } from '@/app/_text/catalogues'
import { type TokenGroup, tokenGroup } from '@/contracts/tokens'

/** Lines that say something; null when there are none. */
export function linesOf(text: string): string[] | null {
  const lines = text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.length === 0 ? null : lines
}

export const groupsOf = (words: Text['account']['tokens']['groups']): { value: TokenGroup; label: string }[] =>
  tokenGroup.options.map((value) => ({ value, label: words[value] }))
