import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { canonicalJson } from '../../contracts/canonical.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { errorLine, resultLine } from '../../contracts/progress.ts'
import type { Answer } from '../core/answers.ts'
import { removeAtomic, writeAtomic } from '../core/atomic-write.ts'

const entry = z.object({
  id: z.string(),
  who: z.string(),
  verb: z.string(),
  digest: z.string(),
  startedAt: z.int(),
  endedAt: z.int().nullable(),
  answer: z.union([resultLine, errorLine]).nullable(),
})
type Entry = z.infer<typeof entry>

export interface Call {
  id: string
  who: string
  verb: string
  input: unknown
}

/** One file for each change that was asked for, on disk before it begins: no database, which would be the largest part of this process. */
export interface HostJournal {
  /** The stored answer; else notes that it begins. Throws `replay_mismatch` for another question by the same id. */
  begin(call: Call): Promise<{ answer: Answer } | undefined>
  finish(call: Call, answer: Answer): Promise<void>
}

const keptForMs = 30 * 24 * 3600 * 1000
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

export async function openHostJournal(folder: string, now: () => number = Date.now): Promise<HostJournal> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => join(folder, `${hash(id).slice(0, 40)}.json`)

  async function find(path: string): Promise<Entry | undefined> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    return text === undefined ? undefined : entry.parse(JSON.parse(text))
  }

  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    // What an interrupted write left begins with a dot.
    if (name.startsWith('.')) await rm(path)
    else if (((await find(path))?.endedAt ?? now()) < now() - keptForMs) await removeAtomic(path)
  }

  return {
    async begin({ id, who, verb, input }) {
      const digest = hash(canonicalJson({ who, verb, input }))
      const known = await find(pathOf(id))
      if (known !== undefined && known.digest !== digest)
        throw new ReeveError('replay_mismatch', 'Something else was asked by this id already. Ask with a new id.')
      if (known?.answer != null) return { answer: known.answer }
      if (known === undefined)
        await writeAtomic(
          pathOf(id),
          JSON.stringify({ id, who, verb, digest, startedAt: now(), endedAt: null, answer: null } satisfies Entry),
        )
      return undefined
    },
    async finish({ id }, answer) {
      const known = await find(pathOf(id))
      if (known === undefined) throw new Error(`the journal has lost ${id}`)
      await writeAtomic(pathOf(id), JSON.stringify({ ...known, endedAt: now(), answer } satisfies Entry))
    },
  }
}
