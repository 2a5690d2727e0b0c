import type { HealthView } from '../../contracts/detail.ts'
import type { App } from '../app.ts'

/** For everybody who is signed in: no names of agents, no figures of the machine. */
export function health(app: App): HealthView {
  const { reachable, observation, heardAt } = app.watch.seen()
  return {
    keep: reachable,
    agents: observation?.agents.every(({ alive }) => alive) ?? false,
    engine: observation?.engine ?? false,
    gate: observation?.gate ?? false,
    since: heardAt,
  }
}
