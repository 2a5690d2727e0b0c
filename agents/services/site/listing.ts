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

/** The entries of a listing, or the first line that nobody understands. */
export function parseListing(output: string): { entries: Entry[]; fault: string | undefined } {
  const entries: Entry[] = []
  for (const line of output.split('\n')) {
    if (line === '') continue
    const entry = parseLine(line)
    if (entry === undefined) return { entries, fault: line }
    entries.push(entry)
  }
  return { entries, fault: undefined }
}
