/**
 * What `up` remembers between its runs, in /var/lib/reeve/state.json (root only): kernel settings as they were, packages that it added,
 * whether it started the daemons itself, hashes of what was built. Written whole, atomically.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const home = '/var/lib/reeve'
const file = join(home, 'state.json')

/** Writes a file so that it is there whole or not at all, also after a power cut. */
export function writeFileAtomic(path, content, mode = 0o600) {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.new`
  const fd = openSync(temporary, 'w', mode)
  try {
    writeSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

export function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  }
}

export function readState() {
  const text = readText(file)
  if (text === undefined) return {}
  try {
    return JSON.parse(text)
  } catch {
    // Only a half-written file of another program can look like this: ours are renamed into place.
    throw new Error(`${file} is not JSON. Move it away and run up again.`)
  }
}

/** Merges `part` into the remembered state. */
export function remember(part) {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileAtomic(file, `${JSON.stringify({ ...readState(), ...part }, null, 2)}\n`)
}
