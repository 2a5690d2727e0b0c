import { createHash } from 'node:crypto'
import { ReeveError } from '../../contracts/errors.ts'
import type { FileEntry } from '../../contracts/files.ts'

/** A service's files in memory: path -> content in base64, null for a folder. */
export type Tree = Record<string, { content: string | null; modified: number }>

const nothing = new ReeveError('not_found', 'There is no such file.')
const seconds = () => Math.floor(Date.now() / 1000)
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const isUnder = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`)
const entryAt = (tree: Tree, path: string) => (Object.hasOwn(tree, path) ? tree[path] : undefined)

/** What a new site has. */
export const freshTree = (): Tree => ({
  htdocs: { content: null, modified: seconds() },
  'htdocs/index.html': { content: btoa('<!doctype html><title>New site</title><h1>It works</h1>\n'), modified: seconds() },
})

export function listFiles(tree: Tree, folder: string): FileEntry[] {
  if (folder !== '' && entryAt(tree, folder)?.content !== null) throw nothing
  return Object.entries(tree)
    .filter(([path]) => path !== folder && parentOf(path) === folder)
    .map(([path, { content, modified }]) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      type: content === null ? ('folder' as const) : ('file' as const),
      bytes: content === null ? 0 : atob(content).length,
      modified,
      mode: content === null ? '0755' : '0644',
    }))
}

export function readFile(tree: Tree, path: string): string {
  const found = entryAt(tree, path)
  if (found === undefined || found.content === null) throw nothing
  return found.content
}

export const sumOf = (base64: string): string => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')

export function writeFile(tree: Tree, path: string, content: string | null): void {
  const folder = parentOf(path)
  if (folder !== '' && entryAt(tree, folder)?.content !== null) throw nothing
  if (entryAt(tree, path) !== undefined && (content === null) !== (entryAt(tree, path)?.content === null)) {
    throw new ReeveError('conflict', 'Something else has this name.')
  }
  tree[path] = { content, modified: seconds() }
}

export function moveFile(tree: Tree, from: string, to: string): void {
  const moved = entryAt(tree, from)
  if (moved === undefined) throw nothing
  if (entryAt(tree, to) !== undefined) throw new ReeveError('conflict', 'Something has this name already.')
  for (const [path, entry] of Object.entries(tree)) {
    if (path !== from && !isUnder(path, from)) continue
    tree[to + path.slice(from.length)] = entry
    delete tree[path]
  }
}

export function deleteFile(tree: Tree, path: string): void {
  if (entryAt(tree, path) === undefined) throw nothing
  for (const other of Object.keys(tree)) if (other === path || isUnder(other, path)) delete tree[other]
}
