import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { canonicalJson } from '../../../contracts/canonical.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { FirewallChange } from '../../../contracts/firewall.ts'
import { type HostFirewall, type HostFirewallShown, hostFirewall } from '../../../contracts/host.ts'
import { writeAtomic } from '../../core/atomic-write.ts'
import { createQueue } from '../../core/queue.ts'
import { openGuard, type Pending } from '../../core/rules-guard.ts'
import { refuseLockOut } from './judge.ts'
import type { HostKernel } from './kernel.ts'
import { markOf, noTable, renderHost } from './render.ts'

/**
 * The machine's own firewall. The wish is a file; a change of it stands for half a minute and goes back by itself: by `look`, which is called again
 * and again, by the next start, or by the watchdog, which needs none of us.
 */
export interface HostFirewallKeeper {
  show(): Promise<HostFirewallShown>
  apply(wish: HostFirewall & { generation: number }): Promise<FirewallChange>
  change(generation: number): FirewallChange
  /** `connectedAt`: when the connection was opened that brings the word. */
  confirm(generation: number, connectedAt: number): Promise<{ changed: boolean }>
  /** Takes back what was not confirmed. */
  look(): Promise<void>
  /** Loads what is wanted where it is not, or where somebody took it away. */
  bring(): Promise<void>
  /** Takes back at once what waits: nobody will be there to do so in time. */
  retreat(): Promise<void>
}

export interface HostFirewallParts {
  /** Folder of its own, the watchdog's too. */
  folder: string
  kernel: HostKernel
  /** Ports that stay open to everybody unless a rule says otherwise. */
  keptOpen: readonly number[]
  now?: () => number
}

const stored = hostFirewall.extend({ generation: z.int() })
type Stored = z.infer<typeof stored>
const nothing: Stored = { closed: false, rules: [], generation: 0 }
const key = 'host'

export async function openHostFirewall({ folder, kernel, keptOpen, now = Date.now }: HostFirewallParts): Promise<HostFirewallKeeper> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'wanted.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  let wanted = text === undefined ? nothing : stored.parse(JSON.parse(text))
  let appliedAt = now()
  const guard = await openGuard({ folder, schema: { key: z.literal(key), previous: stored }, now })

  const isNothing = ({ closed, rules }: HostFirewall) => !closed && rules.length === 0
  const rendered = (wish: Stored) => (isNothing(wish) ? noTable : renderHost(wish, keptOpen))
  const markOfWish = ({ generation: _, ...wish }: Stored) => (isNothing(wish) ? undefined : markOf(wish, keptOpen))

  async function keep(wish: Stored): Promise<void> {
    await writeAtomic(file, JSON.stringify(wish))
    wanted = wish
  }

  async function load(): Promise<void> {
    if ((await kernel.mark()) !== markOfWish(wanted)) await kernel.apply(rendered(wanted))
  }

  const takeBackLate = async () => takeBack(await guard.overdue())
  async function takeBack(late: readonly Pending<typeof key, Stored>[]): Promise<void> {
    for (const pending of late) {
      await keep(pending.previous ?? nothing)
      await kernel.apply(rendered(wanted))
      await guard.finish(pending)
    }
  }

  const calls: HostFirewallKeeper = {
    async show() {
      await takeBackLate()
      const waiting = guard.waitingFor(key)
      return {
        ...wanted,
        // Also of one that went back: the next wish counts on from it.
        generation: Math.max(wanted.generation, guard.ended(key)?.generation ?? 0),
        keptOpen: [...keptOpen],
        waiting: waiting === undefined ? null : { generation: waiting.generation, confirmBy: waiting.confirmBy },
      }
    },
    async apply(wish) {
      await takeBackLate()
      const { generation } = wish
      const waiting = guard.waitingFor(key)
      if (waiting?.generation === generation) return { state: 'waiting', changed: true, confirmBy: waiting.confirmBy }
      if (waiting !== undefined) throw new ReeveError('unavailable', 'The change before this one waits for its confirmation.')
      const ended = guard.ended(key)
      if (ended?.generation === generation && !ended.confirmed) return { state: 'rolled_back', changed: false, confirmBy: null }
      refuseLockOut(wish, keptOpen)
      const before = wanted
      const sameAs = ({ generation: _, ...rest }: Stored) => canonicalJson(rest)
      const same = sameAs(before) === sameAs(wish)
      if (generation < before.generation || (generation === before.generation && !same))
        throw new ReeveError('stale_generation', 'Somebody has changed the rules of the machine meanwhile. Look at them again.')
      if (same) {
        await keep(wish)
        await load()
        return { state: 'applied', changed: false, confirmBy: null }
      }
      const pending = await guard.arm({ key, generation, previous: before }, rendered(before))
      await keep(wish)
      try {
        await kernel.apply(rendered(wish))
      } catch (error) {
        await keep(before)
        await guard.finish(pending)
        throw new ReeveError('bad_input', 'The kernel of the machine does not take these rules. Nothing was changed.', error)
      }
      appliedAt = now()
      return { state: 'waiting', changed: true, confirmBy: pending.confirmBy }
    },
    change(generation) {
      const waiting = guard.waitingFor(key)
      if (waiting?.generation === generation) return { state: 'waiting', changed: true, confirmBy: waiting.confirmBy }
      const ended = guard.ended(key)
      if (ended?.generation === generation)
        return { state: ended.confirmed ? 'applied' : 'rolled_back', changed: ended.confirmed, confirmBy: null }
      if (wanted.generation === generation) return { state: 'applied', changed: false, confirmBy: null }
      throw new ReeveError('not_found', 'The machine knows nothing of this change.')
    },
    async confirm(generation, connectedAt) {
      if (connectedAt < appliedAt) throw new ReeveError('conflict', 'Confirm over a new connection: an old one proves nothing.')
      const waited = guard.waitingFor(key) !== undefined
      await guard.confirm({ key, generation })
      return { changed: waited }
    },
    look: takeBackLate,
    retreat: () => takeBack(guard.waiting()),
    async bring() {
      await takeBackLate()
      // Without a word the watchdog may be at it.
      if (guard.waitingFor(key) === undefined) await load()
    },
  }
  const queue = createQueue()
  return {
    show: () => queue(key, calls.show),
    apply: (wish) => queue(key, () => calls.apply(wish)),
    change: calls.change,
    confirm: (generation, connectedAt) => queue(key, () => calls.confirm(generation, connectedAt)),
    look: () => queue(key, calls.look),
    bring: () => queue(key, calls.bring),
    retreat: () => queue(key, calls.retreat),
  }
}
