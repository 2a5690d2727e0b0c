import * as z from 'zod'
import type { ActionName, AgentName, Risk } from './actions.ts'
import type { ActionState } from './states.ts'

/** The agents of the keep, and those that they ask elsewhere: the gate's applier, the vault, and the host agent of the machine itself. */
export const administrativeServer = z.enum([
  'tenancy',
  'services',
  'waker',
  'gate',
  'licence',
  'stats',
  'host',
  'patch',
  'backup',
  'applier',
  'vault',
  'machine',
])
export type AdministrativeServer = z.infer<typeof administrativeServer>
export const administrativeServers = administrativeServer.options

/** The host agent does not start itself anew: on the machine that is its supervisor's, or `npm run up`. */
export const restartableServer = administrativeServer.exclude(['machine'])
export type RestartableServer = z.infer<typeof restartableServer>

export const zoneOfServer = (name: AdministrativeServer): 'keep' | 'gate' | 'vault' | 'host' =>
  name === 'applier' ? 'gate' : name === 'vault' ? 'vault' : name === 'machine' ? 'host' : 'keep'

/** Those that run elsewhere, and the agent that asks them. */
export const askedThrough = { applier: 'gate', vault: 'backup', machine: 'host' } as const satisfies Partial<
  Record<AdministrativeServer, AgentName>
>

/** What a process says of itself. `since`: when it began, milliseconds since 1970. `build`: name of its release, made from its content. */
export const processSelf = z.object({ since: z.int(), build: z.string().max(100) })
export type ProcessSelf = z.infer<typeof processSelf>

/** `GET /v1/agents` at the door. `self` null: it does not answer. */
export const serversSeen = z.array(z.object({ name: administrativeServer, self: processSelf.nullable() }))
export type ServersSeen = z.infer<typeof serversSeen>

/** One row of the page. What has no actions of its own, because an agent of the keep asks it, has no queue. */
export interface AdministrativeServerView {
  name: AdministrativeServer
  zone: 'keep' | 'gate' | 'vault' | 'host'
  self: ProcessSelf | null
  /** All that it can be asked for. */
  may: { name: ActionName; risk: Risk }[]
  waiting: number
  running: number
  last: { action: string; words: string; state: ActionState; at: number } | null
}
