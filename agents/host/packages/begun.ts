import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { type PackagesChanged, packagesChanged } from '../../../contracts/host.ts'
import { writeAtomic } from '../../core/atomic-write.ts'

const noted = z.object({
  id: z.string(),
  before: z.array(z.tuple([z.string(), z.string()])),
  names: z.array(z.string()),
  end: packagesChanged.optional(),
})

/** What the machine had, and which packages were to change. */
interface Begun {
  before: Map<string, string>
  names: string[]
  /** How it ended. */
  end?: PackagesChanged | undefined
}

/**
 * On disk before a change begins: one that was killed in the middle goes back to what was before it, not to what it had done so far. Its end is kept
 * too, until another begins: one that comes again because its answer was lost is not done again.
 */
export function createBegun(path: string) {
  async function find(id: string): Promise<Begun | undefined> {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    const note = text === undefined ? undefined : noted.parse(JSON.parse(text))
    return note?.id === id ? { before: new Map(note.before), names: note.names, end: note.end } : undefined
  }
  const write = (id: string, { before, names, end }: Begun) => writeAtomic(path, JSON.stringify({ id, before: [...before], names, end }))
  return {
    find,
    async of(id: string, look: () => Promise<Begun>): Promise<Begun> {
      const found = await find(id)
      if (found !== undefined) return found
      const now = await look()
      await write(id, now)
      return now
    },
    async conclude(id: string, end: PackagesChanged): Promise<PackagesChanged> {
      const found = await find(id)
      if (found !== undefined) await write(id, { ...found, end })
      return end
    },
  }
}
