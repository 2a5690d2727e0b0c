import { ReeveError } from '../../../contracts/errors.ts'
import type { Files } from '../../catalogue/kind.ts'
import { ownFolder } from '../../core/own-folder.ts'
import { succeeded, type Vps } from '../vps.ts'

/**
 * The trees of a site are folders in `.reeve/sites`, named by the action that made them; the site's folder is a link to one of them. Changing over
 * is one rename of a link, and what a crash left can be told from the names alone.
 */
export const sitesFolder = `./${ownFolder}/sites`
const newLink = `./${ownFolder}/link`

export interface Trees {
  all: string[]
  /** The tree that is served; undefined when the site's folder is no link of ours. */
  current: string | undefined
}

export async function observeTrees(vps: Vps, files: Files): Promise<Trees> {
  succeeded(await vps.run(['mkdir', '-p', '--', sitesFolder]), 'mkdir')
  const { stdout } = succeeded(
    await vps.run(['find', sitesFolder, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-printf', '%f\\0']),
    'find',
  )
  const all = stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '')
  const link = (await vps.run(['readlink', '--', `./${files.site}`])).stdout.toString('utf8').trimEnd()
  const current = link.startsWith(`${ownFolder}/sites/`) ? link.slice(`${ownFolder}/sites/`.length) : undefined
  return { all, current }
}

/** Serves the tree from now on. */
export async function changeOver(vps: Vps, files: Files, tree: string): Promise<void> {
  succeeded(await vps.run(['ln', '-sfn', '--', `${ownFolder}/sites/${tree}`, newLink]), 'ln')
  const moved = await vps.run(['mv', '-T', '-f', '--', newLink, `./${files.site}`])
  if (moved.status !== 0) {
    throw new ReeveError(
      'conflict',
      `Something else stands where ${files.site} should. Move it away and try again.`,
      new Error(moved.stderr),
    )
  }
}

/** The tree before the present one; undefined when there is none. */
export const treeBefore = ({ all, current }: Trees): string | undefined => all.find((tree) => tree !== current)
