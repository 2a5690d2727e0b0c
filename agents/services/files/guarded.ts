import { ReeveError } from '../../../contracts/errors.ts'
import type { Files } from '../../catalogue/kind.ts'
import { readable } from '../../core/own-folder.ts'

/** Also refuses to replace, move or delete the site's folder itself: deployments do that. */
export function changeable(path: string, files: Files): string {
  if (path === files.site) {
    throw new ReeveError('bad_input', `The folder ${files.site} is the site itself and stays. Change what is in it, or deploy an archive.`)
  }
  return readable(path)
}
