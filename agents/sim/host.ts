import { setTimeout as after } from 'node:timers/promises'
import { ReeveError } from '../../contracts/errors.ts'
import { confirmSeconds } from '../../contracts/firewall.ts'
import type { HostFirewallShown, HostStatus } from '../../contracts/host.ts'
import type { Handlers } from '../core/runner.ts'

const status: HostStatus = {
  ...{ system: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-41-amd64', uptimeSeconds: 1_000_000, rebootNeeded: false },
  disks: [{ path: '/', freeBytes: 21_474_836_480, totalBytes: 42_949_672_960 }],
}

/** A machine without a machine: its firewall waits for a word as the real one does. */
export function hostHandlers(paceMs: number): Handlers<'host'> {
  let shown: HostFirewallShown = { closed: false, rules: [], generation: 0, keptOpen: [22, 80, 443, 5432], waiting: null }
  let say: (() => void) | undefined
  return {
    async 'host.firewall'(wish, { report }) {
      report(1, 2, "changing the machine's rules")
      await after(paceMs)
      const before = shown
      shown = { ...shown, ...wish, waiting: { generation: wish.generation, confirmBy: Date.now() + confirmSeconds * 1000 } }
      report(2, 2, 'waiting for the confirmation')
      const confirmed = new Promise<boolean>((resolve) => {
        say = () => resolve(true)
      })
      const word = await Promise.race([confirmed, after(confirmSeconds * 1000, false, { ref: false })])
      say = undefined
      shown = word ? { ...shown, waiting: null } : { ...before, generation: wish.generation }
      if (!word) throw new ReeveError('conflict', 'Nobody confirmed the change in time: the rules are as they were before it.')
      return { changed: true }
    },
    'agent.restart': async (_input, { report }) => {
      report(1, 1, 'waiting until it is up again')
      await after(paceMs)
      return { changed: true }
    },
    async 'host.confirm'() {
      if (say === undefined) throw new ReeveError('not_found', 'No such change waits for a confirmation.')
      say()
      return { changed: true }
    },
    'host.show': async () => ({ status, firewall: shown }),
  }
}
