import { existsSync, mkdirSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { confirmSeconds } from '../../contracts/firewall.ts'
import { removeAtomic, writeAtomic } from './atomic-write.ts'

/** A change that stands without a word yet, and what was wanted before it. */
export interface Pending<K extends string, P> {
  key: K
  generation: number
  confirmBy: number
  previous: P | null
}

const ended = z.object({ key: z.string(), generation: z.int(), confirmed: z.boolean() })
export type Ended = z.infer<typeof ended>
/** So many ends are remembered, for agents that ask again after their own. */
const mostEnded = 200

/**
 * The windows of changes that may cut people off, one for each wish, so that nobody's window is in another's way. Everything is on disk before the
 * change: its deadline, what was wanted before, and one ruleset without any change that waits. Whoever renames a deadline first has the word: the
 * confirmation, this process at the end of the window, or the watchdog (scripts/image/files/firewall-watchdog.sh), which needs neither this process
 * nor the keep.
 */
export interface Guard<K extends string, P> {
  waiting(): readonly Pending<K, P>[]
  waitingFor(key: string): Pending<K, P> | undefined
  ended(key: string): Ended | undefined
  /** Puts everything down. Only then may the change be made. */
  arm(of: Omit<Pending<K, P>, 'confirmBy'>, rollback: string): Promise<Pending<K, P>>
  /** The ruleset to go back to, made anew since something else changed. */
  renew(rollback: string): Promise<void>
  /** Throws `expired` when it is too late, `not_found` when nothing like it waits. */
  confirm(of: { key: K; generation: number }): Promise<void>
  /** Takes the word where the window is over: what is to be restored. After each `finish`. */
  overdue(): Promise<Pending<K, P>[]>
  finish(of: Pending<K, P>): Promise<void>
}

export interface GuardOptions<K extends string, P> {
  folder: string
  /** Of what lies on disk: which wishes there are, and what the one before was. */
  schema: { key: z.ZodType<K>; previous: z.ZodType<P> }
  now?: () => number
}

export async function openGuard<K extends string, P>({ folder, schema, now = Date.now }: GuardOptions<K, P>): Promise<Guard<K, P>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = (name: string, key: string) => join(folder, `${name}-${key}`)
  const rollback = join(folder, 'rollback.nft')
  const pending = z.object({ key: schema.key, generation: z.int(), confirmBy: z.int(), previous: schema.previous.nullable() })
  const standing = new Map<string, Pending<K, P>>()
  let ends = (await read(join(folder, 'ended.json'), z.array(ended))) ?? []
  for (const name of await readdir(folder)) {
    const found = name.startsWith('pending-') ? await read(join(folder, name), pending) : undefined
    if (found !== undefined) standing.set(found.key, found)
  }

  async function conclude({ key, generation }: Pending<K, P>, confirmed: boolean): Promise<void> {
    ends = [...ends.filter((end) => end.key !== key), { key, generation, confirmed }].slice(-mostEnded)
    await writeAtomic(join(folder, 'ended.json'), JSON.stringify(ends))
    await removeAtomic(at('pending', key))
    standing.delete(key)
    await clear(key)
    if (standing.size === 0) await rm(rollback, { force: true })
  }
  /** `taken` and `restored` are the watchdog's: while the first is there, it brings back the old ruleset itself. */
  async function clear(key: string): Promise<void> {
    for (const name of ['deadline', 'confirmed', 'ours', 'taken']) await rm(at(name, key), { force: true })
    await rm(join(folder, 'restored'), { force: true })
  }
  // Stopped between the word and its end.
  for (const found of standing.values()) if (existsSync(at('confirmed', found.key))) await conclude(found, true)

  return {
    waiting: () => [...standing.values()],
    waitingFor: (key) => standing.get(key),
    ended: (key) => ends.find((end) => end.key === key),
    async arm(of, text) {
      const armed = { ...of, confirmBy: now() + confirmSeconds * 1000 }
      await clear(of.key)
      await writeAtomic(rollback, text)
      await writeAtomic(at('pending', of.key), JSON.stringify(armed))
      // In whole seconds, for a shell that cannot count smaller; a little later than we would do it ourselves.
      await writeAtomic(at('deadline', of.key), `${Math.ceil(armed.confirmBy / 1000) + 1}\n`)
      standing.set(of.key, armed)
      return armed
    },
    renew: (text) => writeAtomic(rollback, text),
    async confirm({ key, generation }) {
      const end = ends.find((each) => each.key === key && each.generation === generation)
      if (end?.confirmed) return
      if (end !== undefined) throw tooLate()
      const found = standing.get(key)
      if (found?.generation !== generation) throw new ReeveError('not_found', 'No such change waits for a confirmation.')
      if (now() >= found.confirmBy || !(await moved(at('deadline', key), at('confirmed', key)))) throw tooLate()
      await conclude(found, true)
    },
    async overdue() {
      const late = [...standing.values()].filter(({ key, confirmBy }) => now() >= confirmBy || !existsSync(at('deadline', key)))
      for (const { key } of late) await moved(at('deadline', key), at('ours', key))
      return late
    },
    finish: (of) => conclude(of, false),
  }
}

const tooLate = () => new ReeveError('expired', 'Nobody confirmed the change in time: the rules are as they were before it.')

const moved = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

async function read<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : schema.parse(JSON.parse(text))
}
