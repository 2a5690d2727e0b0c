import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records, ServiceRecord, TenantRecord } from '../records.ts'

const noTenant = fault('not_found', 'There is no such tenant.')
const noService = fault('not_found', 'There is no such service.')
const noCertificate = fault('not_found', 'There is no such certificate.')
const noAuthenticator = fault('not_found', 'There is no such key.')
const noUpload = fault('not_found', 'The upload is not there any more. Upload the archive again.')
const otherWords = fault('conflict', 'The names in this action are not those in the records of the keep. Look at it again.')
const leaving = fault('conflict', 'This is being deleted.')
const fixedName = fault('conflict', 'A name cannot be changed once it is given.')

/** The objects of an action exist and belong to its tenant. What is foreign looks exactly like what is absent. */
export function objectFault(parsed: Parsed, records: Records, panelNames: readonly string[]): Fault | undefined {
  const { name, input } = parsed
  if (name === 'tenant.apply') {
    const named = records.tenantNamed(input.name)
    if (records.tenant(input.tenant)?.deleting) return leaving
    return named !== undefined && named.id !== input.tenant ? fault('conflict', 'Another tenant has this name.') : undefined
  }
  const tenant = 'tenant' in input && input.tenant !== null ? records.tenant(input.tenant) : undefined
  if ('tenant' in input && input.tenant !== null) {
    if (tenant === undefined) return noTenant
    if (tenant.deleting && name !== 'tenant.delete') return leaving
  }
  if ('service' in input) return serviceFault(parsed, records, records.service(input.service))
  switch (name) {
    case 'routes.apply':
      return routesFault(parsed.input, records, panelNames)
    case 'certificate.put':
      return certificateFault(input, records)
    case 'certificate.delete':
      return records.certificateOwner(input.certificate) === input.tenant ? undefined : noCertificate
    case 'authenticator.enrol':
      return records.authenticator(input.authenticator) !== undefined || records.authenticatorOf(input.credential) !== undefined
        ? fault('conflict', 'This key is enrolled already.')
        : undefined
    case 'authenticator.revoke':
      return records.authenticator(input.authenticator)?.tenant === input.tenant ? undefined : noAuthenticator
    case 'administrator.add':
      return records.administrator(input.person) === undefined ? undefined : fault('conflict', 'This person is an administrator already.')
    case 'administrator.remove':
      return records.administrator(input.person) === undefined ? fault('not_found', 'There is no such administrator.') : undefined
    default:
      return undefined
  }
}

function serviceFault(parsed: Parsed, records: Records, service: ServiceRecord | undefined): Fault | undefined {
  const { name, input } = parsed
  if (!('service' in input)) return undefined
  if (service !== undefined && service.tenant !== input.tenant) return noService
  if (service?.deleting && name !== 'service.delete') return leaving
  if (name === 'service.apply') {
    const twin = records.servicesOf(input.tenant).find((other) => other.name === input.name)
    return twin !== undefined && twin.id !== input.service ? fault('conflict', 'The tenant has a service of this name already.') : undefined
  }
  if (service === undefined) return noService
  if (name !== 'site.deploy') return undefined
  const upload = records.upload(input.upload)
  return upload === undefined || upload.bytes !== input.bytes || upload.sha256 !== input.sha256 ? noUpload : undefined
}

function routesFault(input: Extract<Parsed, { name: 'routes.apply' }>['input'], records: Records, panelNames: readonly string[]) {
  const seen = new Set<string>()
  for (const routes of input.services) {
    if (records.service(routes.service)?.tenant !== input.tenant) return noService
    for (const claim of claimsOf([routes])) {
      const shown = claim.slice(claim.indexOf(':') + 1)
      if (seen.has(claim)) return fault('conflict', `${shown} is routed twice.`)
      seen.add(claim)
      const owner = records.claimOwner(claim)
      if ((owner !== undefined && owner !== input.tenant) || panelNames.includes(shown)) return fault('conflict', `${shown} is taken.`)
    }
  }
  return undefined
}

/** Names that routes take for their tenant alone. */
export const claimsOf = (services: Extract<Parsed, { name: 'routes.apply' }>['input']['services']): string[] =>
  services.flatMap((routes) => [...routes.hosts.map((host) => `host:${host.name}`), ...routes.databases.map((name) => `database:${name}`)])

function certificateFault(input: Extract<Parsed, { name: 'certificate.put' }>['input'], records: Records): Fault | undefined {
  const owner = records.certificateOwner(input.certificate)
  if (owner !== undefined && owner !== input.tenant) return noCertificate
  const taken = input.names.find((name) => (records.claimOwner(`host:${name}`) ?? input.tenant) !== input.tenant)
  return taken === undefined ? undefined : fault('conflict', `${taken} is taken.`)
}

/** What a person reads before approving must be what the keep knows; names never change after they were given. */
export function namesFault(parsed: Parsed, records: Records): Fault | undefined {
  const { name, input } = parsed
  if (name === 'tenant.apply') return nameKept(records.tenant(input.tenant), input) ? undefined : fixedName
  if (name === 'tenant.delete') {
    const tenant = records.tenant(input.tenant)
    return tenant?.name === input.name && tenant.title === input.title ? undefined : otherWords
  }
  if (name === 'service.apply') {
    const service = records.service(input.service)
    return nameKept(service, input) && (service === undefined || service.kind === input.kind) ? undefined : fixedName
  }
  if (name === 'service.delete') {
    const service = records.service(input.service)
    const fits = service?.name === input.name && service.kind === input.kind && records.tenant(input.tenant)?.name === input.tenantName
    return fits ? undefined : otherWords
  }
  if (name === 'administrator.remove') {
    const known = records.administrator(input.person)
    // People rename themselves; the address by which the keep came to know them stays. The first administrator came with a name alone.
    const fits = known?.email === null ? known.name === input.name : known?.email === input.email
    return fits ? undefined : otherWords
  }
  if (name === 'authenticator.revoke') {
    const key = records.authenticator(input.authenticator)
    return key?.person === input.person && key.label === input.label ? undefined : otherWords
  }
  return undefined
}

const nameKept = (record: TenantRecord | ServiceRecord | undefined, input: { name: string }): boolean =>
  record === undefined || record.name === input.name
