/** Tenants and services that a run makes for itself and takes away again. */
import { randomInt } from 'node:crypto'
import { connect } from '../cli/api.ts'
import { readAuthenticator } from '../cli/approve.ts'
import { routesDone } from '../cli/commands/tenant.ts'
import { done } from '../cli/follow.ts'
import { all, standard } from '../cli/resolve.ts'
import type { Session } from '../cli/session.ts'
import { projectOf } from '../contracts/ids.ts'
import { paths } from '../contracts/zones.ts'
import { addressOf } from './engine.ts'

/** How titles of tenants and names of plans begin that a measurement makes. Only what bears it is removed. */
export const marker = 'Made by a measurement of Reeve'
const namePrefix = 'bench-'

/** A client as root, which approves what it deletes. Words of approvals are not shown: they are all its own. */
export const session: Session = {
  api: connect({ socket: paths.cliSocket }),
  io: { out: () => undefined, err: () => undefined, terminal: false, now: Date.now },
  target: { socket: paths.cliSocket },
  json: false,
  // Read when it signs: what is pure here is tested where nothing is installed.
  get approver() {
    return readAuthenticator(paths.approver)
  },
}

export const freshName = (): string => `${namePrefix}${randomInt(1e6).toString(36)}`

/** A plan of this run: roomy, and its services never sleep by themselves. */
export async function benchPlan(): Promise<string> {
  const made = await session.api.plans.create.mutate({
    name: `${marker} ${randomInt(1e9).toString(36)}`,
    limits: standard.limits,
    idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 },
  })
  return made.plan
}

export async function benchTenant(plan: string): Promise<{ tenant: string; name: string }> {
  const name = freshName()
  const asked = await session.api.tenants.create.mutate({ name, title: marker, plan })
  await done(session, asked.action)
  return { tenant: asked.tenant, name }
}

export interface Website {
  service: string
  project: string
  host: string
  address: string
}

/** A website without files of its own: it shows the welcome page. */
export async function benchWebsite(tenant: string): Promise<Website> {
  const name = freshName()
  const host = `${name}.bench.test`
  const asked = await session.api.services.create.mutate({ tenant, kind: 'webserver', name, domains: [host] })
  await done(session, asked.action)
  const project = projectOf(tenant)
  return { service: asked.service, project, host, address: await addressOf(project, asked.service) }
}

/** Whether a tenant is a measurement's: by its name and by its title. */
export const isOurs = ({ name, title }: { name: string; title: string }): boolean => name.startsWith(namePrefix) && title.startsWith(marker)

/** Takes out everything of this run, and what an earlier run that was killed has left. A plan with somebody else's tenant stays. */
export async function cleanUp(): Promise<void> {
  const tenants = (await all((part) => session.api.tenants.list.query(part))).filter(isOurs)
  for (const { id } of tenants) {
    for (const service of await all((part) => session.api.services.list.query({ ...part, tenant: id })))
      await done(session, (await session.api.services.delete.mutate({ service: service.id })).action)
    await routesDone(session, id)
    await done(session, (await session.api.tenants.delete.mutate({ tenant: id })).action)
  }
  const plans = (await all((part) => session.api.plans.list.query(part))).filter(({ name }) => name.startsWith(marker))
  for (const { id } of plans.filter(({ tenants: left }) => left === 0)) await session.api.plans.delete.mutate({ plan: id })
}
