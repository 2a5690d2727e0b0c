import { basename, dirname } from 'node:path'
import type { ProcessSelf } from '../../contracts/administrative-servers.ts'

/** Since when this process runs, and which release of its program: the folder that it lies in. */
export const self = (): ProcessSelf => ({
  since: Math.round(performance.timeOrigin),
  build: basename(dirname(process.argv[1] ?? '')),
})
