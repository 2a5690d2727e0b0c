/**
 * Names as people write them to ids. A name is `acme`, a service `acme/shop`; ids work everywhere. Only exact names count. A text that is the
 * name of one object and the id of another is refused, so nobody can name a tenant so that a command meant for another one meets it.
 */
import { domainName } from '../contracts/domain-name.ts'
import { ReeveError } from '../contracts/errors.ts'
import { domainId, planId, serviceId, tenantId } from '../contracts/ids.ts'
import { listSettings } from '../contracts/kinds.ts'
import { slug } from '../contracts/names.ts'
import type { DomainView, InvitationView, Page, PersonView, PlanView, ServiceView, TenantView } from '../contracts/views.ts'
import type { Api } from './api.ts'
import { failureOf, UsageError } from './failure.ts'

function only<T extends { id: string }>(found: readonly T[], text: string, what: string): T {
  const distinct = [...new Map(found.map((item) => [item.id, item])).values()]
  const [first, second] = distinct
  if (first === undefined) throw new ReeveError('not_found', `There is no ${what} ${text}.`)
  if (second !== undefined) throw new ReeveError('conflict', `${text} names more than one ${what}. Use the id.`)
  return first
}

/** All pages of a list. */
export async function all<T>(page: (part: { offset: number; limit: number }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  for (;;) {
    const next = await page({ offset: items.length, limit: 500 })
    items.push(...next.items)
    if (next.items.length === 0 || items.length >= next.total) return items
  }
}

export async function findTenant(api: Api, text: string): Promise<TenantView> {
  if (!slug.safeParse(text).success) throw new UsageError(`${JSON.stringify(text)} is no name of a tenant.`)
  const named = await orNothing(api.tenants.find.query({ name: text }))
  const byId = tenantId.safeParse(text).success ? await orNothing(api.tenants.get.query({ tenant: text })) : []
  return only<TenantView>([...named, ...byId], text, 'tenant')
}

/** `T/N` or the service's id. */
export async function findService(api: Api, text: string): Promise<ServiceView> {
  if (serviceId.safeParse(text).success) return api.services.get.query({ service: text })
  const [tenantText, name, more] = text.split('/')
  if (tenantText === undefined || name === undefined || more !== undefined || !slug.safeParse(name).success)
    throw new UsageError(`Write the service as TENANT/NAME, not ${JSON.stringify(text)}.`)
  const tenant = await findTenant(api, tenantText)
  return only(await orNothing(api.services.find.query({ tenantName: tenant.name, name })), text, 'service')
}

export async function findPlan(api: Api, text: string): Promise<PlanView> {
  const plans = await all((part) => api.plans.list.query(part))
  return only(
    plans.filter((plan) => plan.name === text || (planId.safeParse(text).success && plan.id === text)),
    text,
    'plan',
  )
}

/** What a tenant may use when nobody says otherwise. */
export const standard = {
  name: 'Standard',
  limits: { services: 10, cpus: 8, memoryMiB: 4096, diskMiB: 20_480, processes: 4096 },
  idle: { freezeAfterSeconds: 600, stopAfterSeconds: 21_600 },
}

/** The plan of tenants that are made without one; made when it is missing. */
export async function standardPlan(api: Api): Promise<{ id: string }> {
  const plans = await all((part) => api.plans.list.query(part))
  const known = plans.find(({ name }) => name === standard.name)
  return known ?? { id: (await api.plans.create.mutate(standard)).plan }
}

/** A host name in any spelling, or the id. */
export async function findDomain(api: Api, text: string): Promise<DomainView> {
  const canonical = domainName.safeParse(text)
  const search = domainId.safeParse(text).success ? undefined : canonical.success ? canonical.data : text
  const found = await all((part) => api.domains.list.query({ ...part, search }))
  return only(
    found.filter((domain) => domain.name === search || domain.id === text),
    text,
    'domain',
  )
}

export async function findPerson(api: Api, text: string, tenant: string | undefined): Promise<PersonView> {
  const people = await all((part) => api.people.list.query({ ...part, tenant }))
  const [found] = people.filter(({ id, email }) => id === text || email === text.toLowerCase())
  if (found === undefined)
    throw new ReeveError(
      'not_found',
      tenant === undefined ? `Nobody has the address ${text}.` : `Nobody who belongs to the tenant has the address ${text}.`,
    )
  return found
}

/** By its id, or by the address when only one invitation has it. */
export async function findInvitation(api: Api, text: string): Promise<InvitationView> {
  const open = await all((part) => api.people.invitations.query(part))
  return only(
    open.filter(({ id, email }) => id === text || email === text.toLowerCase()),
    text,
    'invitation',
  )
}

/** The answer as a list of one, or of none when there is no such thing. */
export async function orNothing<T>(question: Promise<T>): Promise<T[]> {
  try {
    return [await question]
  } catch (error) {
    if (failureOf(error).code === 'not_found') return []
    throw error
  }
}

/** Names of the settings of a kind that are lists. */
export async function listsOf(api: Api, kind: string): Promise<string[]> {
  const found = (await api.catalogue.kinds.query()).find((one) => one.kind === kind)
  return found === undefined ? [] : listSettings(found)
}
