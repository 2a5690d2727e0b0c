import type { ZoneHealthView } from '../../contracts/views.ts'
import type { App } from '../app.ts'

/** State of the zones as the backend can know it: itself, and what the keep says. Whoever reads this by the panel knows that it is up. */
export function zonesHealth(app: App): ZoneHealthView[] {
  const { reachable, observation } = app.watch.seen()
  const dead = observation?.agents.filter((agent) => !agent.alive).map((agent) => agent.name) ?? []
  const keep: ZoneHealthView = !reachable
    ? { zone: 'keep', state: 'down', detail: 'The door does not answer.' }
    : dead.length > 0
      ? { zone: 'keep', state: 'down', detail: `These agents do not answer: ${dead.join(', ')}.` }
      : { zone: 'keep', state: 'up', detail: 'The door and all agents answer.' }
  const known = reachable && observation !== null
  const saw = (up: boolean | undefined): ZoneHealthView['state'] => (known ? (up === true ? 'up' : 'down') : 'unknown')
  return [
    { zone: 'panel', state: 'unknown', detail: 'Nobody asks the panel from here: whoever sees its pages knows.' },
    { zone: 'backend', state: 'up', detail: `Version ${app.config.version}.` },
    keep,
    {
      zone: 'vault',
      state: saw(observation?.vault),
      detail: known ? (observation.vault ? 'It answers the keep.' : 'It does not answer the keep.') : '',
    },
    {
      zone: 'gate',
      state: saw(observation?.gate),
      detail: known ? (observation.gate ? 'It answers the keep.' : 'It does not answer the keep.') : '',
    },
    {
      zone: 'host',
      state: saw(observation?.engine),
      detail: known ? (observation.engine ? 'The engine answers.' : 'The engine does not answer.') : '',
    },
  ]
}
