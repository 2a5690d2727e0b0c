import { isRetryable } from '../../core/answers.ts'
import { keepAwake } from '../../engine/awake.ts'
import type { ServicesParts } from '../deps.ts'
import type { ApplyStep } from './plan.ts'
import { deviceRates } from './rates.ts'

type Step = Extract<ApplyStep, { do: 'limit rate' }>
interface Place {
  deps: ServicesParts
  project: string
  service: string
}

/** A VPS that does not start is the matter of whoever wakes it. */
async function starts({ deps, project, service }: Place): Promise<boolean> {
  try {
    await keepAwake(deps.engine, project, service, deps.now())
    return true
  } catch (err) {
    if (isRetryable(err)) throw err
    deps.log.warn({ err, service }, 'a VPS did not start, so its rates are not limited')
    return false
  }
}

/** A rate that this machine cannot limit costs the service nothing else: it goes on without, and the answer says so. */
export async function limitRate({ rate, device, plain, live, start }: Step, place: Place): Promise<void> {
  const { deps, project, service } = place
  const { engine, abilities, log } = deps
  if (start && !(await starts(place))) return
  const runs = live || start
  const name = deviceRates[rate].device
  const limits = deviceRates[rate].keys.some((key) => device[key] !== undefined)
  try {
    await engine.updateInstance(project, service, { devices: { [name]: device } })
    if (runs && limits) abilities.set(rate, 'works')
  } catch (err) {
    if (isRetryable(err) || !runs || !limits) throw err
    log.warn({ err, service, rate }, 'this machine cannot limit this rate')
    abilities.set(rate, 'refused')
    await engine.updateInstance(project, service, { devices: { [name]: plain } })
  }
}
