import type { AlertCondition, Judgement } from '../../contracts/alerts.ts'
import { evaluate } from './evaluate.ts'
import { stepsOf } from './query.ts'
import { type Plan, rings } from './rings.ts'
import type { Store } from './store.ts'

/** Minutes: finer steps would let one slow answer or one quiet look decide. */
const ringOfMinutes = 1
/** The minute under way, and one that a look is still to fill. */
const openSteps = 2

/** Whether each condition holds now, from the rings; nothing is remembered between two questions. */
export function judge(store: Store, conditions: readonly AlertCondition[], now: number): Judgement[] {
  const ring = rings[ringOfMinutes]
  if (ring === undefined) throw new Error('there is no ring of minutes')
  const rows = new Map<string, (Float64Array | undefined)[]>()
  const rowsOf = (name: string, plan: Plan) => {
    const key = `${name} ${plan.steps}`
    const found = rows.get(key) ?? stepsOf(store, name, plan)
    rows.set(key, found)
    return found
  }
  return conditions.map(({ alert, object, metric, direction, threshold, holdSeconds }) => {
    const steps = Math.ceil((holdSeconds * 1000) / ring.stepMs) + openSteps
    const last = Math.floor(now / ring.stepMs)
    const plan: Plan = { ring, merge: 1, stepMs: ring.stepMs, from: (last - steps + 1) * ring.stepMs, steps }
    const [own, machine] = [rowsOf(object, plan), rowsOf('machine', plan)]
    const values = Array.from({ length: steps }, (_, step) => evaluate(metric, own[step], machine[step]))
    const beyond = (value: number) => (direction === 'above' ? value > threshold : value < threshold)
    // What is not measured yet is left out at the end; a gap before that is no proof that it held.
    const end = values.findLastIndex((value) => value !== null)
    const value = end < steps - 1 - openSteps ? null : (values[end] ?? null)
    const window = end === -1 ? [] : values.slice(Math.max(0, end - (steps - openSteps) + 1), end + 1)
    const whole = window.length === steps - openSteps && window.every((one) => one !== null && beyond(one))
    return { alert, holds: value !== null && whole, over: value !== null && beyond(value), value }
  })
}
