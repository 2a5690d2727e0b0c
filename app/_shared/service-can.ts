import type { Text } from '@/app/_text/catalogues'
import type { PowerState } from '@/contracts/states'
import type { ServiceView } from '@/contracts/views'

type Reasons = Text['services']['reasons']
type Deed = 'wake' | 'freeze' | 'stop'

/** In which state a deed has nothing to do, or has to wait: total over the states. `undefined`: it can be done. */
const blocked: Record<Deed, Record<PowerState, keyof Reasons | undefined>> = {
  wake: {
    running: 'isRunning',
    frozen: undefined,
    stopped: undefined,
    starting: 'moving',
    stopping: 'moving',
    absent: 'notThere',
    error: undefined,
  },
  freeze: {
    running: undefined,
    frozen: 'isFrozen',
    stopped: 'isStopped',
    starting: 'moving',
    stopping: 'moving',
    absent: 'notThere',
    error: 'failed',
  },
  stop: {
    running: undefined,
    frozen: undefined,
    stopped: 'isStopped',
    starting: 'moving',
    stopping: 'moving',
    absent: 'notThere',
    error: undefined,
  },
}

/** Why a deed cannot be done with a service now, or undefined. The backend decides the same again. */
export function whyNot(
  deed: Deed | 'delete',
  service: Pick<ServiceView, 'state' | 'power'>,
  reasons: Reasons,
  suspended = false,
): string | undefined {
  if (service.state === 'deleting') return reasons.deleting
  if (deed === 'delete') return undefined
  if (deed === 'wake' && (suspended || service.state === 'suspended')) return reasons.suspended
  const reason = blocked[deed][service.power]
  return reason === undefined ? undefined : reasons[reason]
}
