import { setTimeout as after } from 'node:timers/promises'
import { ReeveError } from '../../../contracts/errors.ts'
import type { HostClient } from '../../core/host-client.ts'
import type { Handlers } from '../../core/runner.ts'

/**
 * What the keep's agent `host` does with its actions: it asks the host agent of the machine, and has no power of its own. A change of the machine's
 * firewall is done when somebody has confirmed it, and has failed when it went back; the wish goes out by the action's own id each time.
 */
export function hostAgentHandlers(host: HostClient, newId: () => string, pauseMs = 500): Handlers<'host'> {
  return {
    'host.firewall': async (wish, { id, report }) => {
      report(1, 2, "changing the machine's rules")
      let change = await host.ask(id, 'firewall.apply', wish)
      const { changed } = change
      while (change.state === 'waiting') {
        report(2, 2, 'waiting for the confirmation')
        await after(pauseMs)
        change = await host.ask(newId(), 'firewall.change', { generation: wish.generation })
      }
      if (change.state === 'rolled_back')
        throw new ReeveError('conflict', 'Nobody confirmed the change in time: the rules are as they were before it.')
      return { changed }
    },
    'agent.restart': async ({ agent }, { id, report }) => {
      report(1, 1, `ending ${agent} and waiting until it is up again`)
      return host.ask(id, 'agent.restart', { agent })
    },
    'host.confirm': ({ generation }) => host.ask(newId(), 'firewall.confirm', { generation }),
    'host.show': async () => ({
      status: await host.ask(newId(), 'status', {}),
      firewall: await host.ask(newId(), 'firewall.show', {}),
    }),
  }
}
