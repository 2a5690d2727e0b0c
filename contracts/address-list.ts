/** Reading lists of addresses as people paste them or load them from files. Pure. */
import { merge, networksOf, type Range, rangeOf, without } from './networks.ts'

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
  /** Entries that have addresses in common with the one of another line; the first of them. */
  overlaps: { line: number; text: string; with: number }[]
  /** How many there are altogether. */
  overlapping: number
}

interface Entry extends Range {
  line: number
  text: string
}

/** One network, address or range `first-last` a line, or several with commas; `#` and `;` begin comments. */
export function readAddressList(text: string): AddressList {
  const entries: Entry[] = []
  const errors: AddressList['errors'] = []
  let wrong = 0
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const bare = line.replace(/[#;].*$/, '')
    for (const word of bare.split(/[\s,]+/)) {
      if (word === '') continue
      const range = rangeOf(word) ?? between(word)
      if (range !== undefined) entries.push({ ...range, line: index + 1, text: word })
      else {
        wrong += 1
        if (errors.length < mostErrors) errors.push({ line: index + 1, text: word.slice(0, 60) })
      }
    }
  }
  const networks = joinNetworks(entries)
  const overlaps = overlapsIn(entries)
  return {
    ...{ networks, errors, wrong, joined: Math.max(0, entries.length - networks.length) },
    ...{ overlaps: overlaps.slice(0, mostErrors), overlapping: overlaps.length },
  }
}

/** In the order of the addresses each entry is compared with the one that reached farthest before it; of two that are equal the later line is told. */
function overlapsIn(entries: readonly Entry[]): AddressList['overlaps'] {
  const order = (a: Entry, b: Entry) =>
    a.family - b.family ||
    (a.first === b.first ? (a.last === b.last ? a.line - b.line : a.last > b.last ? -1 : 1) : a.first < b.first ? -1 : 1)
  const found: AddressList['overlaps'] = []
  let far: Entry | undefined
  for (const entry of entries.toSorted(order)) {
    if (far === undefined || far.family !== entry.family || entry.first > far.last) far = entry
    else {
      found.push({ line: entry.line, text: entry.text.slice(0, 60), with: far.line })
      if (entry.last > far.last) far = entry
    }
  }
  return found.toSorted((a, b) => a.line - b.line)
}

/** What an import would do to a set, before it is done. */
export interface ListPreview {
  /** What the set would hold. */
  count: number
  /** Networks whose addresses come in, and go; the first of them, and how many there are. */
  added: string[]
  addedCount: number
  removed: string[]
  removedCount: number
}
const mostShown = 20

/** `add`: what is there stays. */
export function previewOf(before: readonly string[], after: readonly string[], add: boolean): ListPreview {
  const [was, given] = [before, after].map((networks) => merge(networks.flatMap((text) => rangeOf(text) ?? [])))
  const then = add ? merge([...(was ?? []), ...(given ?? [])]) : (given ?? [])
  const added = without(then, was ?? []).flatMap(networksOf)
  const removed = without(was ?? [], then).flatMap(networksOf)
  return {
    count: then.flatMap(networksOf).length,
    ...{ added: added.slice(0, mostShown), addedCount: added.length },
    ...{ removed: removed.slice(0, mostShown), removedCount: removed.length },
  }
}

function between(word: string): Range | undefined {
  const [from = '', to = '', more] = word.split('-')
  const [first, last] = [rangeOf(from), rangeOf(to)]
  if (more !== undefined || first === undefined || last === undefined || word.includes('/')) return undefined
  return first.family === last.family && first.first <= last.first ? { ...first, last: last.last } : undefined
}

export const joinNetworks = (ranges: readonly Range[]): string[] => merge(ranges).flatMap(networksOf)
