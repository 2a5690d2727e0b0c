/** Reading lists of addresses as people paste them or load them from files. Pure. */
import { merge, networksOf, type Range, rangeOf } from './networks.ts'

/** What one set of addresses holds at most, after joining. */
export const mostNetworks = 100_000
/** Errors that are told one by one. */
const mostErrors = 50

export interface AddressList {
  /** Sorted, joined, in their one spelling. */
  networks: string[]
  /** Lines that hold something else; the first of them. */
  errors: { line: number; text: string }[]
  /** How many lines are wrong altogether. */
  wrong: number
  /** Entries that were given and are part of others. */
  joined: number
}

/** One network, address or range `first-last` a line, or several with commas; `#` and `;` begin comments. */
export function readAddressList(text: string): AddressList {
  const ranges: Range[] = []
  const errors: AddressList['errors'] = []
  let wrong = 0
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const bare = line.replace(/[#;].*$/, '')
    for (const word of bare.split(/[\s,]+/)) {
      if (word === '') continue
      const range = rangeOf(word) ?? between(word)
      if (range !== undefined) ranges.push(range)
      else {
        wrong += 1
        if (errors.length < mostErrors) errors.push({ line: index + 1, text: word.slice(0, 60) })
      }
    }
  }
  const networks = joinNetworks(ranges)
  return { networks, errors, wrong, joined: Math.max(0, ranges.length - networks.length) }
}

function between(word: string): Range | undefined {
  const [from = '', to = '', more] = word.split('-')
  const [first, last] = [rangeOf(from), rangeOf(to)]
  if (more !== undefined || first === undefined || last === undefined || word.includes('/')) return undefined
  return first.family === last.family && first.first <= last.first ? { ...first, last: last.last } : undefined
}

export const joinNetworks = (ranges: readonly Range[]): string[] => merge(ranges).flatMap(networksOf)
