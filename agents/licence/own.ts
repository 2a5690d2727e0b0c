import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { type LicenceFile, licenceFile } from '../../contracts/licence.ts'
import { writeAtomic } from '../core/atomic-write.ts'
import { licenceFileFault } from '../core/licence-keys.ts'

/** Null: the edition without a file. */
const stored = z.object({ current: licenceFile.nullable(), earlier: licenceFile.nullable() })
type Stored = z.infer<typeof stored>

export interface OwnLicence {
  install(file: LicenceFile): Promise<void>
  putBack(number: string): Promise<void>
}

/** The installation's licence and the one before it, as they were signed, in one file: never one without the other. */
export function openOwn(state: string, keys: string): OwnLicence {
  const path = join(state, 'licence.json')

  const read = async (): Promise<Stored> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    return text === undefined ? { current: null, earlier: null } : stored.parse(JSON.parse(text))
  }
  const numberOf = (file: LicenceFile | null): string => file?.licence.number ?? 'community'

  return {
    async install(file) {
      const bad = licenceFileFault(file, keys)
      if (bad !== undefined) throw new ReeveError('signature_invalid', bad)
      const { current } = await read()
      // Done before a crash: what is earlier must not become the same.
      if (numberOf(current) === file.licence.number) return
      await writeAtomic(path, JSON.stringify({ current: file, earlier: current } satisfies Stored))
    },
    async putBack(number) {
      const { current, earlier } = await read()
      if (numberOf(current) === number) return
      if (numberOf(earlier) !== number) throw new ReeveError('conflict', 'This is not the licence that was there before.')
      await writeAtomic(path, JSON.stringify({ current: earlier, earlier: current } satisfies Stored))
    },
  }
}
