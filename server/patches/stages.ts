import type { RunOptions, RunState, TargetState } from '../../contracts/patches.ts'

export interface StageTarget {
  service: string
  first: boolean
  state: TargetState
  /** Its window is open, or nobody waits for one. */
  may: boolean
}

export interface RunFacts {
  state: RunState
  paused: boolean
  cancelled: boolean
  switched: boolean
  options: Pick<RunOptions, 'mayFail' | 'atOnce'>
  waitUntil: number | null
  targets: readonly StageTarget[]
  now: number
}

/** `skip`: what was not begun is not begun any more. `end`: an image that nobody needs goes, then the run is that. */
export type RunStep =
  | { do: 'nothing' }
  | { do: 'patch'; services: string[] }
  | { do: 'skip' }
  | { do: 'wait' }
  | { do: 'switch' }
  | { do: 'go on' }
  | { do: 'end'; as: 'done' | 'stopped' | 'cancelled' }

const nothing: RunStep = { do: 'nothing' }
const open = (state: TargetState): boolean => state === 'waiting' || state === 'running'
const isFailure = (state: TargetState): boolean => state === 'back' || state === 'failed'

/** More than may fail have failed. */
export const hasStopped = ({ targets, options }: Pick<RunFacts, 'targets' | 'options'>): boolean =>
  targets.filter(({ state }) => isFailure(state)).length > options.mayFail

/**
 * What comes next in a run that has its image. Pure. Those that come first prove the image; only then do new services get it and the rest follow. With
 * none to prove it, new services get it when the rest have.
 */
export function nextStep(run: RunFacts): RunStep {
  const { state, targets } = run
  if (state !== 'first' && state !== 'waiting' && state !== 'rest') return nothing
  const running = targets.filter((target) => target.state === 'running').length
  if (run.cancelled || hasStopped(run)) {
    if (targets.some((target) => target.state === 'waiting')) return { do: 'skip' }
    return running > 0 ? nothing : { do: 'end', as: run.cancelled ? 'cancelled' : 'stopped' }
  }
  if (run.paused) return nothing
  if (state === 'waiting') return run.now >= (run.waitUntil ?? 0) ? { do: 'switch' } : nothing
  const stage = targets.filter((target) => target.first === (state === 'first') && open(target.state))
  if (stage.length > 0) {
    const free = Math.max(0, run.options.atOnce - running)
    const services = stage.filter((target) => target.state === 'waiting' && target.may).slice(0, free)
    return services.length === 0 ? nothing : { do: 'patch', services: services.map(({ service }) => service) }
  }
  if (state === 'rest') return run.switched ? { do: 'end', as: 'done' } : { do: 'switch' }
  if (!targets.some(({ first }) => first)) return { do: 'go on' }
  return targets.some(({ first }) => !first) ? { do: 'wait' } : { do: 'switch' }
}
