/** Fills an installation with the demo, and takes it out again. Safe to run again at any point: what is there already is kept. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ReeveError } from '../../contracts/errors.ts'
import type { ServiceView, TenantView } from '../../contracts/views.ts'
import { cards } from '../../contracts/zones.ts'
import { deploy } from '../commands/site.ts'
import { routesDone } from '../commands/tenant.ts'
import { done } from '../follow.ts'
import { all, orNothing } from '../resolve.ts'
import { remark, type Session } from '../session.ts'
import type { Site } from './sites.ts'
import { plan, planName, tenants, visited, type WantedService, type WantedTenant } from './wanted.ts'

interface Made {
  tenant: string
  services: { service: string; domains: string[]; ownAddress: string | null }[]
}

export async function makeDemo(session: Session): Promise<Made[]> {
  const planId = await demoPlan(session)
  const made: Made[] = []
  for (const wanted of tenants) {
    const tenant = await makeTenant(session, wanted, planId)
    const services: ServiceView[] = []
    for (const service of wanted.services) services.push(await makeService(session, tenant, service))
    await routesDone(session, tenant.id)
    made.push({
      tenant: tenant.name,
      services: services.map(({ name, domains, ownAddress }) => ({ service: `${tenant.name}/${name}`, domains, ownAddress })),
    })
  }
  await visit(session)
  return made
}

async function demoPlan(session: Session): Promise<string> {
  const known = await findDemoPlan(session)
  return known ?? (await session.api.plans.create.mutate(plan)).plan
}

async function findDemoPlan(session: Session): Promise<string | undefined> {
  const plans = await all((part) => session.api.plans.list.query(part))
  return plans.find(({ name }) => name === planName)?.id
}

async function makeTenant(session: Session, wanted: WantedTenant, planId: string): Promise<TenantView> {
  const known = await demoTenant(session, wanted)
  if (known !== undefined) return known
  remark(session, `Tenant ${wanted.name}`)
  const asked = await session.api.tenants.create.mutate({ name: wanted.name, title: wanted.title, plan: planId })
  await done(session, asked.action)
  return session.api.tenants.get.query({ tenant: asked.tenant })
}

/** The tenant of that name, when it is the demo's own. Throws `conflict` when it is somebody else's. */
async function demoTenant(session: Session, wanted: WantedTenant): Promise<TenantView | undefined> {
  const [known] = await orNothing(session.api.tenants.find.query({ name: wanted.name }))
  if (known === undefined || known.planName === planName) return known
  throw new ReeveError('conflict', `A tenant ${wanted.name} that is not the demo's exists already. The demo needs that name.`)
}

async function makeService(session: Session, tenant: TenantView, wanted: WantedService): Promise<ServiceView> {
  const [known] = await orNothing(session.api.services.find.query({ tenantName: tenant.name, name: wanted.name }))
  let service = known?.id
  if (service === undefined) {
    remark(session, `Service ${tenant.name}/${wanted.name} (${wanted.kind})`)
    const { name, kind, domains, config } = wanted
    const asked = await session.api.services.create.mutate({ tenant: tenant.id, name, kind, domains, config })
    await done(session, asked.action)
    service = asked.service
  }
  if (wanted.site !== null) await deploySite(session, service, wanted.site)
  return session.api.services.get.query({ service })
}

async function deploySite(session: Session, service: string, site: Site): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-demo-'))
  try {
    for (const [path, text] of Object.entries(site)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const asked = await deploy(session, service, folder)
    await done(session, asked.action)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Some requests to each site through the gate, as visitors make them. */
async function visit(session: Session): Promise<void> {
  const hosts = tenants.flatMap((tenant) => tenant.services.flatMap((service) => service.domains))
  remark(session, `Visiting ${hosts.join(', ')}`)
  for (const host of hosts) {
    for (const path of visited) await get(host, path)
  }
}

/** Status of one request through the gate. */
function get(host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: cards.gate.uplink[1], port: 80, path, headers: { host }, timeout: 60_000 }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asking.once('timeout', () => asking.destroy(new ReeveError('timeout', `${host} did not answer within a minute.`)))
    asking.once('error', reject)
    asking.end()
  })
}

/** Takes out exactly what `makeDemo` made. Throws `conflict`, before it deletes anything, when a demo tenant has services of somebody else. */
export async function removeDemo(session: Session): Promise<string[]> {
  const found: { tenant: TenantView; services: ServiceView[] }[] = []
  for (const wanted of tenants) {
    const tenant = await demoTenant(session, wanted)
    if (tenant === undefined) continue
    const services = await all((part) => session.api.services.list.query({ ...part, tenant: tenant.id }))
    const foreign = services.find(({ name }) => !wanted.services.some((service) => service.name === name))
    if (foreign !== undefined)
      throw new ReeveError('conflict', `The demo did not make the service ${tenant.name}/${foreign.name}. Delete it yourself first.`)
    found.push({ tenant, services })
  }
  const removed: string[] = []
  for (const { tenant, services } of found) {
    await done(session, (await session.api.tenants.delete.mutate({ tenant: tenant.id })).action)
    removed.push(...services.map(({ name }) => `${tenant.name}/${name}`), tenant.name)
  }
  const planId = await findDemoPlan(session)
  if (planId !== undefined) await session.api.plans.delete.mutate({ plan: planId })
  return removed
}
