import type { FileEntry } from '../../../contracts/files.ts'

/** What `find -printf` is asked for: name, type, type behind a link, bytes, time, mode. A zero byte after each, since no name can hold one. */
export const entryFormat = '%f\\0%y\\0%Y\\0%s\\0%T@\\0%m\\0'
const fields = 6

const types: Record<string, FileEntry['type']> = { f: 'file', d: 'folder', l: 'link' }

interface Found {
  /** The path that was asked for. */
  self: FileEntry | undefined
  entries: FileEntry[]
}

/** Reads the output of `find PATH -maxdepth 1`, whose first record is the path itself. Links that `shownAsFolder` names show as what they lead to. */
export function parseEntries(output: Buffer, shownAsFolder: (name: string) => boolean): Found {
  const values = output.toString('utf8').split('\0')
  const found: FileEntry[] = []
  for (let index = 0; index + fields <= values.length; index += fields) {
    const [name = '', type = '', behind = '', bytes = '', time = '', mode = ''] = values.slice(index, index + fields)
    const folder = type === 'd' || (type === 'l' && behind === 'd' && shownAsFolder(name))
    const kind = folder ? 'folder' : (types[type] ?? 'other')
    found.push({ name, type: kind, bytes: kind === 'file' ? Number(bytes) : 0, modified: Math.floor(Number(time)), mode })
  }
  const [self, ...entries] = found
  entries.sort((a, b) => Number(b.type === 'folder') - Number(a.type === 'folder') || (a.name < b.name ? -1 : 1))
  return { self, entries }
}
