/** Links the `reeve` command into the PATH. */
import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'

const commandLink = '/usr/local/bin/reeve'
const target = join(repository, 'scripts', 'reeve.mjs')

function linkTarget() {
  try {
    return lstatSync(commandLink).isSymbolicLink() ? readlinkSync(commandLink) : 'a file'
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

const isOurs = (found) => found?.endsWith('/scripts/reeve.mjs') === true

/** The link's place when something else is there. */
export function foreignCommand() {
  const found = linkTarget()
  return found === undefined || isOurs(found) ? undefined : commandLink
}

export function linkCommand() {
  if (linkTarget() === target) return
  if (foreignCommand() !== undefined) throw new Error(`${commandLink} is there and not ours. Move it away and run up again.`)
  rmSync(commandLink, { force: true })
  symlinkSync(target, commandLink)
}

export function unlinkCommand() {
  if (isOurs(linkTarget())) rmSync(commandLink)
}
