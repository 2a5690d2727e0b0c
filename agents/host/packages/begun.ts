import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { removeAtomic, writeAtomic } from '../../core/atomic-write.ts'

const noted = z.object({ id: z.string(), before: z.array(z.tuple([z.string(), z.string()])), names: z.array(z.string()) })

/** What the machine had, and which packages were to change. */
interface Begun {
  before: Map<string, string>
  names: string[]
}

/** On disk before a change begins: one that was killed in the middle goes back to what was before it, not to what it had done so far. */
export function createBegun(path: string) {
  async function find(id: string): Promise<Begun | undefined> {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    const note = text === undefined ? undefined : noted.parse(JSON.parse(text))
    return note?.id === id ? { before: new Map(note.before), names: note.names } : undefined
  }
  return {
    has: async (id: string): Promise<boolean> => (await find(id)) !== undefined,
    async of(id: string, look: () => Promise<Begun>): Promise<Begun> {
      const found = await find(id)
      if (found !== undefined) return found
      const now = await look()
      await writeAtomic(path, JSON.stringify({ id, before: [...now.before], names: now.names }))
      return now
    },
    forget: () => removeAtomic(path),
  }
}
