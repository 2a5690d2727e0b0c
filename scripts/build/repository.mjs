/** Where this repository lies, and hashes of parts of it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** All files below `path` (or the file itself), sorted; `skip` leaves names out. */
export function filesBelow(path, skip = () => false) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !skip(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name), skip) : [join(path, entry.name)]))
}

/** Hash over names and contents of files and folders of the repository. Tests do not count: nothing that is built holds them. */
export function hashOfSources(paths) {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths) {
    for (const file of filesBelow(join(repository, path), (name) => name === 'testing' || /\.test\.tsx?$/.test(name))) {
      hash
        .update(`${file.slice(repository.length)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}
