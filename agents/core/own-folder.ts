import { ReeveError } from '../../contracts/errors.ts'

/** Folder that keeps the trees of the site, below the files' top folder. Not shown, and not for people to change. */
export const ownFolder = '.reeve'

/** A path as an argument: never taken for an option, never absolute. */
export const argument = (path: string): string => (path === '' ? '.' : `./${path}`)

/** Throws for what belongs to Reeve. The path has its schema's form already: relative, without `..`. */
export function readable(path: string): string {
  if (path === ownFolder || path.startsWith(`${ownFolder}/`)) throw new ReeveError('not_found', 'There is no such file or folder.')
  return argument(path)
}
