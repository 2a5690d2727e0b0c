import { ReeveError } from '../../../contracts/errors.ts'
import type { Entry } from './listing.ts'

export const archiveLimits = {
  entries: 50_000,
  fileBytes: 1_073_741_824,
  depth: 64,
  nameLength: 1024,
  partLength: 255,
  /** Unpacked to packed; small archives may pack better than that. */
  ratio: 200,
  ratioCountsFrom: 104_857_600,
}

/** What unpacking needs to know. */
export interface Verdict {
  /** Parts to take off the front of every name: not 0 when everything is in one folder that is not wanted itself. */
  strip: number
  files: number
  bytes: number
}

const hostile = (message: string) => new ReeveError('hostile_archive', message)
const shown = (name: string) => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)

/** Folders that macOS adds beside the content. */
export const ignored = ['__MACOSX', '.DS_Store']
const isIgnored = (name: string) => name.split('/').some((part) => ignored.includes(part))

/**
 * Decides from the listing alone whether an archive may be unpacked. Throws `hostile_archive` or `too_large` with the entry that is wrong.
 * Whatever passes cannot leave its folder: names are relative and plain, no name leads through a link, and links stay inside.
 */
export function judgeArchive(listed: readonly Entry[], packedBytes: number, diskBytes: number): Verdict {
  for (const entry of listed) judgeEntry(entry)
  const entries = listed.map((entry) => ({ ...entry, name: plain(entry.name) })).filter(({ name }) => name !== '' && !isIgnored(name))
  const files = entries.filter((entry) => entry.type === 'file').length
  if (files === 0) throw hostile('The archive holds no files.')
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  if (bytes > archiveLimits.ratioCountsFrom && bytes > packedBytes * archiveLimits.ratio) {
    throw hostile('The archive unpacks to more than two hundred times its size. Such archives are refused.')
  }
  if (bytes > diskBytes) {
    throw new ReeveError(
      'too_large',
      `The archive unpacks to ${mebibytes(bytes)} MiB, and the service has ${mebibytes(diskBytes)} MiB of disk.`,
    )
  }
  // The unpacking program counts `./` as a part.
  const dotted = listed.every(({ name, target, type }) => isDotted(name) && (type !== 'hardlink' || isDotted(target ?? '')))
  const plainly = listed.every(({ name, target, type }) => !isDotted(name) && (type !== 'hardlink' || !isDotted(target ?? '')))
  const top = commonTop(entries) && (dotted || plainly) ? 1 : 0
  judgeLinks(entries, top)
  return { strip: top === 0 ? 0 : dotted ? 2 : 1, files, bytes }
}

const mebibytes = (bytes: number) => Math.ceil(bytes / 1_048_576)

const isDotted = (name: string) => name === '.' || name.startsWith('./')
/** Without `./` in front and `/` behind. */
const plain = (name: string) => name.replace(/^\.\//, '').replace(/\/$/, '').replace(/^\.$/, '')

function judgeEntry({ type, name, bytes, target }: Entry): void {
  if (type === 'special') throw hostile(`${shown(name)} is a device, a pipe or a socket. Leave it out.`)
  for (const text of target === undefined ? [name] : [name, target]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (/[\u0000-\u001f\u007f]/.test(text)) throw hostile(`${shown(text)} has control characters in its name.`)
    if (text.length > archiveLimits.nameLength) throw hostile(`${shown(text)} is too long a name.`)
    if (text.startsWith('/') || text.startsWith('\\') || /^[A-Za-z]:[/\\]/.test(text)) {
      throw hostile(`${shown(text)} is an absolute path. Names must begin inside the archive.`)
    }
  }
  const parts = plain(name).split(/[/\\]/)
  if (plain(name) !== '' && (parts.includes('') || parts.includes('.'))) throw hostile(`${shown(name)} is no plain name.`)
  if (parts.includes('..')) throw hostile(`${shown(name)} leads out of the archive.`)
  if (parts.length > archiveLimits.depth) throw hostile(`${shown(name)} is too deep. At most ${archiveLimits.depth} folders.`)
  if (parts.some((part) => part.length > archiveLimits.partLength)) throw hostile(`${shown(name)} is too long a name.`)
  if (bytes > archiveLimits.fileBytes) throw new ReeveError('too_large', `${shown(name)} is larger than 1 GiB.`)
}

/** True when all entries are in one folder, or are that folder. */
function commonTop(entries: readonly Entry[]): boolean {
  const tops = new Set(entries.map(({ name }) => name.split('/')[0]))
  return tops.size === 1 && entries.every(({ name, type }) => name.includes('/') || type === 'folder')
}

function judgeLinks(entries: readonly Entry[], top: 0 | 1): void {
  const links = new Set(entries.filter(({ type }) => type === 'symlink').map(({ name }) => name))
  const files = new Set(entries.filter(({ type }) => type === 'file').map(({ name }) => name))
  for (const { type, name, target = '' } of entries) {
    const parts = name.split('/')
    for (let depth = 1; depth < parts.length; depth += 1) {
      if (links.has(parts.slice(0, depth).join('/'))) throw hostile(`${shown(name)} leads through a link.`)
    }
    if (type === 'hardlink' && !files.has(plain(target)))
      throw hostile(`The link ${shown(name)} leads to ${shown(target)}, which is no file of the archive.`)
    if (type === 'symlink' && !staysInside(target, parts.length - 1 - top)) {
      throw hostile(`The link ${shown(name)} leads out of the archive, to ${shown(target)}.`)
    }
  }
}

/**
 * A link in a folder `depth` below the top stays inside when it climbs at most that far, and climbs before it descends: after a descent `..` may
 * start from wherever another link led.
 */
function staysInside(target: string, depth: number): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.')
  const climbs = parts.filter((part) => part === '..').length
  return target !== '' && climbs <= depth && parts.slice(0, climbs).every((part) => part === '..')
}
