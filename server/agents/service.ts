import { count, desc, eq, inArray } from 'drizzle-orm'
import type * as z from 'zod'
import { type ActionName, actionNames, actionSpec } from '../../contracts/actions.ts'
import {
  type AdministrativeServer,
  type AdministrativeServerView,
  administrativeServers,
  zoneOfServer,
} from '../../contracts/administrative-servers.ts'
import type { restartAgentInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import type { Queries } from '../../db/client.ts'
import { actions } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'

const namesOf = (server: AdministrativeServer): ActionName[] => actionNames.filter((name) => actionSpec(name).agent === server)

/** How they are comes from the keep at this moment, what they did and have to do from the actions here. */
export async function list(app: App): Promise<AdministrativeServerView[]> {
  const seen = new Map((await app.door.servers()).map(({ name, self }) => [name, self]))
  const { queries } = app.database
  const open = openOf(queries)
  return administrativeServers.map((name) => {
    const names = namesOf(name)
    const count = (state: 'pending' | 'running') =>
      open.filter((row) => row.state === state && names.includes(row.name)).reduce((sum, { all }) => sum + all, 0)
    return {
      name,
      zone: zoneOfServer(name),
      self: seen.get(name) ?? null,
      may: names.map((action) => ({ name: action, risk: actionSpec(action).risk })),
      waiting: count('pending'),
      running: count('running'),
      last: lastOf(queries, names),
    }
  })
}

const openOf = (queries: Queries) =>
  queries
    .select({ name: actions.name, state: actions.state, all: count() })
    .from(actions)
    .where(inArray(actions.state, ['pending', 'running']))
    .groupBy(actions.name, actions.state)
    .all()

/** One look into the index for each name: an agent that has done nothing for months costs no more than a busy one. */
function lastOf(queries: Queries, names: readonly ActionName[]): AdministrativeServerView['last'] {
  const { id: action, words, state, createdAt: at } = actions
  const each = names.flatMap((name) => {
    const newest = queries.select({ action, words, state, at }).from(actions).where(eq(actions.name, name)).orderBy(desc(at)).limit(1)
    return newest.get() ?? []
  })
  return each.toSorted((one, other) => other.at - one.at)[0] ?? null
}

export const restart = (app: App, caller: Caller, { agent }: z.output<typeof restartAgentInput>): AskedView =>
  change(app, caller, { what: 'agent.restart', detail: agent }, ['actions', 'machine'], (tx, now) => ({
    action: want(tx, { name: 'agent.restart', actor: actorOf(caller, null), now, input: { agent } }),
  }))
