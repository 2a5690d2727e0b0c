import { ReeveError } from '../../contracts/errors.ts'
import type { Handlers } from '../core/runner.ts'
import type { Registry } from './registry.ts'
import type { Waker } from './waker.ts'

/** Waking and sleeping by an action: somebody pressed the button. */
export function wakerHandlers(waker: Waker, registry: Registry): Handlers<'waker'> {
  return {
    'service.wake': async ({ service }, { id, facts, report }) => {
      if (facts.service === null) throw new ReeveError('not_found', 'There is no such service.')
      if (facts.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
      const begun = performance.now()
      report(1, 1, 'waking the service')
      await waker.wake({ service, by: `action ${id}`, source: '' }, true)
      return { state: 'running', milliseconds: Math.round(performance.now() - begun) }
    },
    'service.sleep': async ({ service, stop }, { facts, report }) => {
      if (facts.service === null) throw new ReeveError('not_found', 'There is no such service.')
      report(1, 1, stop ? 'stopping the service' : 'freezing the service')
      // Stopping closes what is open; a frozen service would leave it hanging.
      const outcome = await waker.sleep(service, stop ? 'stop' : 'freeze', stop)
      if (outcome === 'waking') throw new ReeveError('conflict', 'It is just being woken. Try again in a moment.')
      if (outcome === 'busy') {
        throw new ReeveError('conflict', 'The service is in use. Wait until nobody uses it, or stop it instead of freezing it.')
      }
      // What did not run stays as it is.
      return { state: registry.get(service)?.state ?? 'absent' }
    },
  }
}
