import { createHash } from 'node:crypto'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import type { Licences } from './licences.ts'
import type { Owners } from './owners.ts'
import type { Parsed } from './parse.ts'

/**
 * The actions that agents get for one accepted action, in order. Nearly always it is itself. A tenant goes with all that it has: agents never
 * talk to each other, so the door takes it apart, and one approval covers it as its words say. Pure over the owner table; what is done
 * already is not in the plan any more, and the rest has the same ids and bytes again.
 */
export function planOf(parsed: Parsed, owners: Owners, licences: Pick<Licences, 'seatsOfService'>): Parsed[] {
  /** A deleted service leaves its seats to others. */
  const seatsOf = (tenant: string, service: string): Parsed[] =>
    licences.seatsOfService(service).map((seat) => {
      const input = { tenant, service, ...seat }
      return derive(parsed.action, 'seat.takeBack', `${seat.licence} ${service}`, input) as Parsed
    })
  if (parsed.name === 'service.delete') return [...seatsOf(parsed.input.tenant, parsed.input.service), parsed]
  if (parsed.name !== 'tenant.delete') return [parsed]
  const { tenant, name } = parsed.input
  const plan: Parsed[] = []
  const routes = owners.generation(`routes:${tenant}`)
  if (routes !== undefined) {
    const input = { tenant, generation: routes + 1, suspended: true, services: [] }
    plan.push(derive(parsed.action, 'routes.apply', tenant, input) as Parsed)
  }
  const rules = owners.generation(`firewall:${tenant}`)
  if (rules !== undefined) {
    const input = { tenant, generation: rules + 1, guard: false, plan: null, rules: [], sets: [] }
    plan.push(derive(parsed.action, 'firewall.tenant', tenant, input) as Parsed)
  }
  for (const service of owners.servicesOf(tenant)) {
    const generation = (owners.generation(`service:${service.id}`) ?? 0) + 1
    const input = { tenant, service: service.id, generation, name: service.name, tenantName: name, kind: service.kind }
    plan.push(...seatsOf(tenant, service.id))
    plan.push(derive(parsed.action, 'service.delete', service.id, input) as Parsed)
  }
  for (const certificate of owners.certificatesOf(tenant)) {
    plan.push(derive(parsed.action, 'certificate.delete', certificate, { tenant, certificate }) as Parsed)
  }
  return [...plan, parsed]
}

function derive<N extends ActionName>(action: Action, name: N, object: string, input: ActionInput<N>) {
  const derived: Action = { ...action, id: derivedId(action.id, `${name} ${object}`), name, input }
  return { name, action: derived, input }
}

/** A UUID (version 8) that follows from another one, so that a restart sends the same. */
function derivedId(id: string, part: string): string {
  const hex = createHash('sha256').update(`${id} ${part}`).digest('hex')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
