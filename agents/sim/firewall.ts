import { setTimeout as after } from 'node:timers/promises'
import { ReeveError } from '../../contracts/errors.ts'
import { confirmSeconds } from '../../contracts/firewall.ts'
import type { Report } from '../core/answers.ts'
import type { Handlers } from '../core/runner.ts'

type Name = 'firewall.apply' | 'firewall.set' | 'firewall.tenant' | 'firewall.confirm' | 'firewall.log'

/** A firewall that holds nobody up, but waits for a word where a real one would. */
export function firewallHandlers(paceMs: number): Pick<Handlers<'gate'>, Name> {
  const waiting = new Map<string, () => void>()
  async function stand(key: string, guard: boolean, report: Report) {
    report(1, 2, 'changing the rules')
    await after(paceMs)
    if (!guard) return { changed: true }
    report(2, 2, 'waiting for the confirmation')
    const confirmed = new Promise<boolean>((resolve) => waiting.set(key, () => resolve(true)))
    const word = await Promise.race([confirmed, after(confirmSeconds * 1000, false, { ref: false })])
    waiting.delete(key)
    if (!word) throw new ReeveError('conflict', 'Nobody confirmed the change in time: the rules are as they were before it.')
    return { changed: true }
  }
  return {
    'firewall.apply': ({ guard }, { report }) => stand('installation', guard, report),
    'firewall.set': ({ set, guard }, { report }) => stand(set, guard, report),
    'firewall.tenant': ({ tenant, guard }, { report }) => stand(tenant, guard, report),
    async 'firewall.confirm'({ tenant, set }) {
      const say = waiting.get(tenant ?? set ?? 'installation')
      if (say === undefined) throw new ReeveError('not_found', 'No such change waits for a confirmation.')
      say()
      return { changed: true }
    },
    'firewall.log': async () => ({ generation: 1, hits: [], scans: [], lost: [] }),
  }
}
