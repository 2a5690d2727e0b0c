import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ReeveError } from '../../../../contracts/errors.ts'
import { confirmSeconds } from '../../../../contracts/firewall.ts'
import { type FirewallConfirm, firewallKey, installationWish, setWish, tenantWish } from '../../../../contracts/gate.ts'
import { removeAtomic, writeAtomic } from '../../../core/atomic-write.ts'

/** A change that stands without a word yet, and what was wanted before it. */
const pending = z.object({
  key: firewallKey,
  generation: z.int(),
  confirmBy: z.int(),
  previous: z.union([installationWish, setWish, tenantWish]).nullable(),
})
export type Pending = z.infer<typeof pending>

const ended = z.object({ key: firewallKey, generation: z.int(), confirmed: z.boolean() })
export type Ended = z.infer<typeof ended>

/**
 * The window of a change that may cut people off. Everything is on disk before the change: the deadline, the ruleset to go back to, and what was
 * wanted. Whoever renames the file `deadline` first has the word: the confirmation, this process at the end of the window, or the watchdog (a script
 * of its own, scripts/image/files/firewall-watchdog.sh), which needs neither this process nor the keep.
 */
export interface Guard {
  waiting(): Pending | undefined
  ended(): Ended | undefined
  /** Puts everything down. Only then may the change be made. */
  arm(of: Omit<Pending, 'confirmBy'>, rollback: string): Promise<Pending>
  /** The ruleset to go back to, made anew since services came or went. */
  renew(rollback: string): Promise<void>
  /** Throws `expired` when it is too late, `not_found` when nothing like it waits. */
  confirm(of: FirewallConfirm): Promise<void>
  /** Takes the word at the end of the window: what is to be restored, undefined while there is time. After it `finish`. */
  overdue(): Promise<Pending | undefined>
  finish(of: Pending): Promise<void>
}

export async function openGuard(state: string, now: () => number = Date.now): Promise<Guard> {
  const at = (name: string) => join(state, 'firewall', name)
  const [file, deadline, confirmed] = [at('pending.json'), at('deadline'), at('confirmed')]
  // `taken` is the watchdog's: while it is there, it brings back the old ruleset itself.
  const marks = [deadline, confirmed, at('ours'), at('taken'), at('restored')]
  let standing = await read(file, pending)
  let last = await read(at('ended.json'), ended)

  async function conclude(of: Pending, byWord: boolean): Promise<void> {
    last = { key: of.key, generation: of.generation, confirmed: byWord }
    await writeAtomic(at('ended.json'), JSON.stringify(last))
    await removeAtomic(file)
    standing = undefined
    for (const left of [...marks, at('rollback.nft')]) await rm(left, { force: true })
  }
  // Stopped between the word and its end.
  if (standing !== undefined && existsSync(confirmed)) await conclude(standing, true)

  return {
    waiting: () => standing,
    ended: () => last,
    async arm(of, rollback) {
      const armed = { ...of, confirmBy: now() + confirmSeconds * 1000 }
      for (const left of marks) await rm(left, { force: true })
      await writeAtomic(at('rollback.nft'), rollback)
      await writeAtomic(file, JSON.stringify(armed))
      // In whole seconds, for a shell that cannot count smaller; a little later than we would do it ourselves.
      await writeAtomic(deadline, `${Math.ceil(armed.confirmBy / 1000) + 1}\n`)
      standing = armed
      return armed
    },
    renew: (rollback) => writeAtomic(at('rollback.nft'), rollback),
    async confirm({ key, generation }) {
      if (last?.key === key && last.generation === generation) {
        if (last.confirmed) return
        throw tooLate()
      }
      if (standing?.key !== key || standing.generation !== generation)
        throw new ReeveError('not_found', 'No such change waits for a confirmation.')
      if (now() >= standing.confirmBy || !(await moved(deadline, confirmed))) throw tooLate()
      await conclude(standing, true)
    },
    async overdue() {
      if (standing === undefined) return undefined
      const early = now() < standing.confirmBy && existsSync(deadline)
      if (early) return undefined
      await moved(deadline, at('ours'))
      return standing
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
