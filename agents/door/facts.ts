import type { RetireFacts, RoutesFacts, ServiceFacts, TenantFacts } from '../core/facts.ts'
import type { Owners } from './owners.ts'
import type { Parsed } from './parse.ts'

/** What the keep itself knows about the objects of an action, as the agents trust it. Read when it is sent, not when it was accepted. */
export function factsOf(parsed: Parsed, owners: Owners): Record<string, unknown> {
  const { input } = parsed
  if ('service' in input) {
    const tenant = owners.tenant(input.tenant)
    const found = owners.service(input.service)
    const service = found && {
      tenant: found.tenant,
      name: found.name,
      kind: found.kind,
      address: found.address,
      ownAddress: found.ownAddress,
    }
    return { service: service ?? null, limits: tenant?.limits ?? null, suspended: tenant?.suspended ?? false } satisfies ServiceFacts
  }
  if (parsed.name === 'tenant.apply' || parsed.name === 'tenant.delete') {
    return { services: owners.servicesOf(parsed.input.tenant).map((service) => service.id) } satisfies TenantFacts
  }
  if (parsed.name === 'backup.retire') {
    const found = owners.departed(parsed.input.source)
    return { gone: found === undefined ? null : { at: found.at, left: found.backups } } satisfies RetireFacts
  }
  if (parsed.name !== 'routes.apply') return {}
  const services: RoutesFacts['services'] = {}
  for (const routes of parsed.input.services) {
    const found = owners.service(routes.service)
    // Not made yet: the gate leaves it out, and the backend applies the routes again once it is.
    if (found === undefined || found.address === null) continue
    services[found.id] = { address: found.address, ownAddress: found.ownAddress, kind: found.kind, ports: found.ports }
  }
  return { services } satisfies RoutesFacts
}
