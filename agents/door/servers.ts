import {
  type AdministrativeServer,
  administrativeServers,
  askedThrough,
  type ProcessSelf,
  processSelf,
  type ServersSeen,
} from '../../contracts/administrative-servers.ts'
import type { Agents } from './send.ts'

const patienceMs = 3000

/** Asks every agent for itself, and three of them for what they alone reach. One that hangs keeps nobody waiting. */
export const seeServers = (agents: Agents): Promise<ServersSeen> =>
  Promise.all(administrativeServers.map(async (name) => ({ name, self: await selfOf(agents, name) })))

function selfOf(agents: Agents, name: AdministrativeServer): Promise<ProcessSelf | null> {
  const [agent, path] =
    name in askedThrough ? [askedThrough[name as keyof typeof askedThrough], '/remote'] : [name as keyof Agents, '/health']
  return agents[agent].get(path, processSelf, AbortSignal.timeout(patienceMs)).catch(() => null)
}
