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

type Run = 'start' | 'restart' | 'reload' | 'halt'

/** Why the processes of a service cannot be started, stopped or told something now, or undefined. The backend decides the same again. */
export function whyNotRun(
  deed: Run,
  { state, power, halted }: Pick<ServiceView, 'state' | 'power' | 'halted'>,
  reasons: Reasons,
): string | undefined {
  if (state === 'deleting') return reasons.deleting
  if (power === 'absent') return reasons.notThere
  if (deed === 'start') return halted ? undefined : power === 'running' ? reasons.isRunning : reasons.notHalted
  if (halted) return reasons.isHalted
  return deed === 'reload' && power === 'stopped' ? reasons.sleeps : undefined
}

/** Why a deed cannot be done with a service now, or undefined. The backend decides the same again. */
export function whyNot(
  deed: Deed | 'delete',
  service: Pick<ServiceView, 'state' | 'power' | 'halted'>,
  reasons: Reasons,
  suspended = false,
): string | undefined {
  if (service.state === 'deleting') return reasons.deleting
  if (deed === 'delete') return undefined
  if (deed === 'wake' && (suspended || service.state === 'suspended')) return reasons.suspended
  if (deed === 'wake' && service.halted) return reasons.isHalted
  const reason = blocked[deed][service.power]
  return reason === undefined ? undefined : reasons[reason]
}
