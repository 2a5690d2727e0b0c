import * as z from 'zod'
import type { FileEntry } from '../../../contracts/files.ts'

/** What restic writes with --json, line by line; what we do not read is dropped. */
const status = z.object({
  message_type: z.literal('status'),
  percent_done: z.number().default(0),
  total_bytes: z.number().default(0),
  bytes_done: z.number().default(0),
})
const summary = z.object({
  message_type: z.literal('summary'),
  data_added: z.int().default(0),
  total_files_processed: z.int().default(0),
  total_bytes_processed: z.int().default(0),
  snapshot_id: z.string(),
})
const line = z.discriminatedUnion('message_type', [status, summary])
export type Summary = z.infer<typeof summary>

/** Undefined for lines that say nothing to us. */
export function readLine(text: string): z.infer<typeof line> | undefined {
  const parsed = line.safeParse(parse(text))
  return parsed.success ? parsed.data : undefined
}

const node = z.object({
  struct_type: z.literal('node'),
  name: z.string(),
  type: z.string(),
  path: z.string(),
  size: z.int().default(0),
  mode: z.int().default(0),
  mtime: z.string(),
})
const types: Record<string, FileEntry['type']> = { file: 'file', dir: 'folder', symlink: 'link' }

/** An entry of `restic ls --json` that lies right inside the folder. */
export function readEntry(text: string, folder: string): FileEntry | undefined {
  const parsed = node.safeParse(parse(text))
  if (!parsed.success || parsed.data.path.slice(0, parsed.data.path.lastIndexOf('/')) !== folder) return undefined
  const { name, type, size, mode, mtime } = parsed.data
  return {
    name,
    type: types[type] ?? 'other',
    bytes: size,
    modified: Math.floor(Date.parse(mtime) / 1000),
    mode: (mode & 0o7777).toString(8).padStart(4, '0'),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const index = z.object({ packs: z.array(z.object({ id: z.string(), blobs: z.array(z.object({ id: z.string() })) })).nullish() })
/** Ids of what is inside some packs, by one index of the repository (`restic cat index`). Packs may be named by their beginnings. */
export const blobsOf = (text: string, packs: readonly string[]): string[] =>
  (index.parse(JSON.parse(text)).packs ?? [])
    .filter(({ id }) => packs.some((pack) => id.startsWith(pack)))
    .flatMap(({ blobs }) => blobs.map((blob) => blob.id))

const snapshots = z.array(z.object({ id: z.string() })).nullable()
/** Ids of `restic snapshots --json`. */
export const snapshotsIn = (text: string): string[] => (snapshots.parse(JSON.parse(text)) ?? []).map(({ id }) => id)

/** Ids of files in the repository that a check found to be damaged or gone, as restic names them. */
export const damagedIn = (output: string): string[] =>
  [...new Set([...output.matchAll(/(?:want|pack) ([0-9a-f]{8,64})/gi)].map(([, id = '']) => id))].slice(0, 1000)

/** Says that what is there is not what was written; everything else that fails says nothing about the backups. */
export const saysDamaged = (output: string): boolean =>
  /contains errors|Pack ID does not match|invalid data|ciphertext verification|hash.*mismatch|not found in index|cannot be loaded|pack .* missing/i.test(
    output,
  )

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
