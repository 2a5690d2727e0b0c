import type { App } from '../app.ts'
import { zonesHealth } from '../overview/zones.ts'
import type { Problem } from './problem.ts'

/** Zones and agents that do not answer. */
export function silentAgents(app: App): Problem[] {
  const { reachable, observation } = app.watch.seen()
  const dead = reachable ? (observation?.agents.filter(({ alive }) => !alive).map(({ name }) => name) ?? []) : []
  const about = { class: 'agents' as const, tenant: null, service: null, tone: 'bad' as const, link: '/agents' }
  return [
    ...dead.map((name) => {
      const text = `The agent ${name} does not answer.`
      return { ...about, key: `agent:${name}`, text, news: text }
    }),
    ...zonesHealth(app)
      .filter(({ zone, state }) => state === 'down' && !(zone === 'keep' && dead.length > 0))
      .map(({ zone, detail }) => {
        const text = `The ${zone} has a problem: ${detail}`
        return { ...about, key: `zone:${zone}`, text, news: text }
      }),
  ]
}

/** Without the keep nobody knows how the others are: what was told of them stays. */
export const keptWhileUnknown = (app: App, key: string): boolean =>
  /^(?:zone|agent):/.test(key) && key !== 'zone:keep' && !app.watch.seen().reachable
