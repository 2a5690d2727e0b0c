/**
 * What `up` remembers between its runs, in /var/lib/reeve/state.json (root only): kernel settings as they were, packages that it added,
 * whether it started the daemons itself, hashes of what was built. Written whole, atomically.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const home = '/var/lib/reeve'
const file = join(home, 'state.json')

function flush(path) {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Gives a file that another program wrote its name, so that after a power cut it is there whole or not at all. */
export function renameDurably(from, to) {
  flush(from)
  renameSync(from, to)
  flush(dirname(to))
}

/** Writes a file so that it is there whole or not at all, also after a power cut. */
export function writeFileAtomic(path, content, mode = 0o600) {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.new`
  // One that a kill left behind may have other rights.
  rmSync(temporary, { force: true })
  writeFileSync(temporary, content, { mode })
  renameDurably(temporary, path)
}

export function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ESRCH: a file of /proc whose process has just ended.
    if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(error.code)) return undefined
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
