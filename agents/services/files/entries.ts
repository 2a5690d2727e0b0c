import type { Writable } from 'node:stream'
import { ReeveError } from '../../../contracts/errors.ts'
import { type FileEntry, maxListedEntries } from '../../../contracts/files.ts'
import { pieces } from '../pieces.ts'

/** What `find -printf` is asked for: name, type, type behind a link, bytes, time, mode. A zero byte after each, since no name can hold one. */
export const entryFormat = '%f\\0%y\\0%Y\\0%s\\0%T@\\0%m\\0'
const fields = 6

const types: Record<string, FileEntry['type']> = { f: 'file', d: 'folder', l: 'link' }

interface Found {
  /** The path that was asked for. */
  self: FileEntry | undefined
  entries: FileEntry[]
  /** There are more entries than are shown. */
  truncated: boolean
}

/** One name and five short fields. */
const maxFieldBytes = 4096

/**
 * Reads the output of `find PATH -maxdepth 1` as it comes; its first record is the path itself. Beyond so many entries it breaks off, with
 * `found().truncated`. Links that `shownAsFolder` names show as what they lead to.
 */
export function openEntries(shownAsFolder: (name: string) => boolean): { output: Writable; found: () => Found } {
  const records: FileEntry[] = []
  let truncated = false
  let values: string[] = []
  const output = pieces('\0', maxFieldBytes, (value) => {
    values.push(value)
    if (values.length < fields) return
    if (records.length > maxListedEntries) {
      truncated = true
      throw new ReeveError('too_large', `More than ${maxListedEntries} entries are not shown.`)
    }
    const [name = '', type = '', behind = '', bytes = '', time = '', mode = ''] = values
    values = []
    const folder = type === 'd' || (type === 'l' && behind === 'd' && shownAsFolder(name))
    const kind = folder ? 'folder' : (types[type] ?? 'other')
    records.push({ name, type: kind, bytes: kind === 'file' ? Number(bytes) : 0, modified: Math.floor(Number(time)), mode })
  })
  const found = (): Found => {
    const [self, ...entries] = records
    entries.sort((a, b) => Number(b.type === 'folder') - Number(a.type === 'folder') || (a.name < b.name ? -1 : 1))
    return { self, entries, truncated }
  }
  return { output, found }
}
