import { ReeveError } from '../../contracts/errors.ts'
import type { Handlers } from '../core/runner.ts'
import type { Registry } from './registry.ts'
import type { Waker } from './waker.ts'

/** Waking and sleeping by an action: somebody pressed the button. */
export function wakerHandlers(waker: Waker, registry: Registry): Handlers<'waker'> {
  return {
    'service.wake': async ({ service }, { id, facts, report }) => {
      if (facts.service === null) throw new ReeveError('not_found', 'There is no such service.')
      if (facts.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Resume it first.')
      if (registry.get(service) === undefined) await registry.refresh(service)
      const begun = performance.now()
      const port = registry.get(service)?.keys.ports[0]?.port ?? 80
      report(1, 1, 'waking the service')
      await waker.wake({ service, port, by: `action ${id}`, source: '' }, true)
      return { state: 'running', milliseconds: Math.round(performance.now() - begun) }
    },
    'service.sleep': async ({ service, stop }, { facts, report }) => {
      if (facts.service === null) throw new ReeveError('not_found', 'There is no such service.')
      report(1, 1, stop ? 'stopping the service' : 'freezing the service')
      // Stopping closes what is open; a frozen service would leave it hanging.
      const outcome = await waker.sleep(service, stop ? 'stop' : 'freeze', stop)
      if (outcome === 'busy') {
        throw new ReeveError(
          'conflict',
          'Connections to the service are open. Wait until they end, or stop the service instead of freezing it.',
        )
      }
      return { state: stop ? 'stopped' : 'frozen' }
    },
  }
}
