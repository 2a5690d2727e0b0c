import type { Writable } from 'node:stream'
import { ReeveError } from '../../../contracts/errors.ts'
import { pieces } from '../pieces.ts'

/** One entry of an archive, as its listing tells. Names are as bytes are: one character of a name is one byte or one character of UTF-8. */
export interface Entry {
  type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'special'
  name: string
  bytes: number
  /** Where a link leads. */
  target: string | undefined
}

const types: Record<string, Entry['type']> = { '-': 'file', d: 'folder', l: 'symlink', h: 'hardlink' }
/** `bsdtar --numeric-owner -tv`: mode, links, user, group, bytes or device, date, name. */
const shape = /^(.)\S{9}[+@]? +\d+ +\d+ +\d+ +(\d+(?:,\d+)?) [A-Z][a-z]{2} +\d+ +-?[\d:]+ (.*)$/s

/** Undefined for a line of another form. */
export function parseLine(line: string): Entry | undefined {
  const [, letter = '', size = '', rest = ''] = shape.exec(line) ?? []
  if (letter === '') return undefined
  const type = types[letter] ?? 'special'
  const bytes = type === 'file' ? Number(size) : 0
  const arrow = type === 'symlink' ? ' -> ' : type === 'hardlink' ? ' link to ' : undefined
  if (arrow === undefined) return { type, name: unescapeName(rest), bytes, target: undefined }
  const [name = '', target, ...more] = rest.split(arrow)
  // A name that holds the arrow itself could be read in two ways.
  if (target === undefined || more.length > 0) return undefined
  return { type, name: unescapeName(name), bytes, target: unescapeName(target) }
}

const letters: Record<string, string> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\u000b', '\\': '\\' }

/** bsdtar writes what is not printable as backslash and three octal digits, or as in C. */
const unescapeName = (text: string): string =>
  text.replaceAll(/\\([0-7]{3}|[abfnrtv\\])/g, (_, code: string) => letters[code] ?? String.fromCharCode(Number.parseInt(code, 8)))

/** Longest line: a name and a link's target of the longest kind, every character of them as four. */
const maxLineBytes = 10_000
/** Bytes of names in one archive. */
const maxNameBytes = 12_582_912

/** The bytes of names that all deployments together hold at the moment: the agent's memory is small, and whoever comes beyond it waits. */
export class NameRoom {
  constructor(private left = 2 * maxNameBytes) {}
  take(bytes: number): void {
    if (bytes > this.left) {
      throw new ReeveError('unavailable', 'Other large archives are being looked into. This one goes on by itself in a moment.')
    }
    this.left -= bytes
  }
  give(bytes: number): void {
    this.left += bytes
  }
}

export interface Listing {
  /** Where the listing is written; it breaks off at the first thing that keeps the archive from being unpacked. */
  output: Writable
  entries: Entry[]
  /** Forgets the entries. */
  close(): void
}

/** Reads a listing as it comes. Its errors: `too_large` for one entry too many, `hostile_archive` for a line that nobody understands. */
export function openListing(room: NameRoom, maxEntries: number): Listing {
  const entries: Entry[] = []
  let taken = 0
  const output = pieces('\n', maxLineBytes, (line) => {
    if (line === '') return
    if (entries.length === maxEntries) throw new ReeveError('too_large', `The archive has more than ${maxEntries} entries.`)
    const entry = parseLine(line)
    if (entry === undefined) {
      const sentence = 'The archive has a name that cannot be read safely. Rename it and pack again.'
      throw new ReeveError('hostile_archive', sentence, new Error(line))
    }
    if (taken + line.length > maxNameBytes) {
      throw new ReeveError('too_large', 'The names in the archive are too long. Pack fewer files, or folders with shorter names.')
    }
    room.take(line.length)
    taken += line.length
    entries.push(entry)
  })
  return {
    output,
    entries,
    close: () => {
      entries.length = 0
      room.give(taken)
      taken = 0
    },
  }
}
