import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records, ServiceRecord, TenantRecord } from '../records.ts'

const noTenant = fault('not_found', 'There is no such tenant.')
const noService = fault('not_found', 'There is no such service.')
const noCertificate = fault('not_found', 'There is no such certificate.')
const noAuthenticator = fault('not_found', 'There is no such key.')
const noUpload = fault('not_found', 'The upload is not there any more. Upload the archive again.')
const otherWords = fault('conflict', 'The names in this action are not those in the records of the keep. Look at it again.')
const otherDisk = fault('conflict', 'The service has less disk in the records of the keep. Look at it again.')
const leaving = fault('conflict', 'This is being deleted.')
const stillThere = fault('conflict', 'This service is not deleted. Its backups go by its own rules.')
const fixedName = fault('conflict', 'A name cannot be changed once it is given.')

/** The objects of an action exist and belong to its tenant. What is foreign looks exactly like what is absent. */
export function objectFault(parsed: Parsed, records: Records, panelNames: readonly string[], now: number): Fault | undefined {
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
  if ('source' in input) {
    const fault = sourceFault(parsed, records)
    if (fault !== undefined) return fault
  }
  if ('service' in input) return serviceFault(parsed, records, records.service(input.service))
  switch (name) {
    case 'routes.apply':
      return routesFault(parsed.input, records, panelNames, now)
    case 'certificate.put':
      return certificateFault(input, records, now)
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

/** Whose backups an action is about, where that is not the service that it changes. What was deleted before the keep wrote that down is known to the vault alone. */
function sourceFault({ name, input }: Parsed, records: Records): Fault | undefined {
  if (!('source' in input) || input.source === undefined) return undefined
  const owner = name === 'backup.retire' ? input.owner : input.tenant
  const living = records.service(input.source)
  if ((living ?? records.departed(input.source) ?? { tenant: owner }).tenant !== owner) return noService
  return living === undefined || name === 'backup.restore' ? undefined : stillThere
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
  // Whoever has the backend's key fills no pool with a restore, a trial or a part of a backup.
  if ('diskMiB' in input && input.diskMiB > service.resources.diskMiB) return otherDisk
  if (name !== 'site.deploy') return undefined
  const upload = records.upload(input.upload)
  if (upload === undefined || upload.bytes !== input.bytes || upload.sha256 !== input.sha256) return noUpload
  // One for another service is another tenant's archive, or was meant for another place: whoever has the backend's key moves none.
  return upload.tenant === input.tenant && upload.service === input.service ? undefined : noUpload
}

function routesFault(
  input: Extract<Parsed, { name: 'routes.apply' }>['input'],
  records: Records,
  panelNames: readonly string[],
  now: number,
) {
  const seen = new Set<string>()
  for (const routes of input.services) {
    if (records.service(routes.service)?.tenant !== input.tenant) return noService
    for (const name of claimsOf(routes)) {
      if (seen.has(name)) return fault('conflict', `${shownClaim(name)} is routed twice.`)
      seen.add(name)
      if (panelNames.includes(shownClaim(name))) return fault('conflict', `${shownClaim(name)} is taken.`)
      const taken = claimFault(name, input.tenant, records, now)
      if (taken !== undefined) return taken
    }
  }
  return undefined
}

/** A name that its tenant gave up stays with it for so long: nobody moves a live one to another tenant by two routine actions. */
export const claimRest = 24 * 3_600_000

function claimFault(name: string, tenant: string, records: Records, now: number): Fault | undefined {
  const claim = records.claim(name)
  if (claim === undefined || claim.tenant === tenant) return undefined
  if (claim.releasedAt === null) return fault('conflict', `${shownClaim(name)} is taken.`)
  if (claim.releasedAt <= now - claimRest) return undefined
  const until = new Date(claim.releasedAt + claimRest).toISOString().slice(0, 16).replace('T', ' ')
  return fault(
    'conflict',
    `${shownClaim(name)} belonged to another tenant and is free for others from ${until} UTC on. Deleting its service or tenant there frees it at once.`,
  )
}

const shownClaim = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Names that routes to one service take for its tenant alone. */
export const claimsOf = (routes: Extract<Parsed, { name: 'routes.apply' }>['input']['services'][number]): string[] => [
  ...routes.hosts.map((host) => `host:${host.name}`),
  ...routes.databases.map((name) => `database:${name}`),
]

function certificateFault(input: Extract<Parsed, { name: 'certificate.put' }>['input'], records: Records, now: number): Fault | undefined {
  const owner = records.certificateOwner(input.certificate)
  if (owner !== undefined && owner !== input.tenant) return noCertificate
  for (const name of input.names) {
    const taken = claimFault(`host:${name}`, input.tenant, records, now)
    if (taken !== undefined) return taken
  }
  return undefined
}

/** What a person reads before approving must be what the keep knows; names never change after they were given. */
export function namesFault(parsed: Parsed, records: Records): Fault | undefined {
  const { name, input } = parsed
  if (name === 'tenant.apply') return nameKept(records.tenant(input.tenant), input) ? undefined : fixedName
  if (name === 'support.view') return records.tenant(input.tenant)?.name === input.name ? undefined : otherWords
  if (name === 'tenant.delete' || name === 'tenant.handOver') {
    const tenant = records.tenant(input.tenant)
    return tenant?.name === input.name && tenant.title === input.title ? undefined : otherWords
  }
  if (name === 'service.apply') {
    const service = records.service(input.service)
    return nameKept(service, input) && (service === undefined || service.kind === input.kind) ? undefined : fixedName
  }
  if (name === 'service.delete' || name === 'backup.restore') {
    const service = records.service(input.service)
    const fits = service?.name === input.name && service.kind === input.kind && records.tenant(input.tenant)?.name === input.tenantName
    return fits && (name === 'service.delete' || sourceNamed(input, records)) ? undefined : otherWords
  }
  if (name === 'seat.give') {
    const fits = records.service(input.service)?.name === input.serviceName && records.tenant(input.tenant)?.name === input.tenantName
    return fits ? undefined : otherWords
  }
  if (name === 'backup.remove') {
    const known = records.departed(input.source)?.name ?? input.name
    return known === input.name && records.tenant(input.tenant)?.name === input.tenantName ? undefined : otherWords
  }
  if (name === 'administrator.remove') {
    const known = records.administrator(input.person)
    return known?.email === input.email && known.name === input.name ? undefined : otherWords
  }
  if (name === 'authenticator.revoke') {
    const key = records.authenticator(input.authenticator)
    const whose = key?.person === input.person && key.personName === input.personName && key.label === input.label
    return whose && tenantNamed(input, records) ? undefined : otherWords
  }
  if (name === 'authenticator.enrol') return tenantNamed(input, records) ? undefined : otherWords
  return undefined
}

/** Words tell the id beside the name. A name that is not the known one is none to sign; of services that went before that was written down none is known. */
function sourceNamed({ source, sourceName }: { source?: string | undefined; sourceName?: string | undefined }, records: Records): boolean {
  if (sourceName === undefined) return true
  const known = source === undefined ? undefined : (records.service(source) ?? records.departed(source))
  return source !== undefined && (known === undefined || known.name === sourceName)
}

const tenantNamed = (input: { tenant: string | null; tenantName: string | null }, records: Records): boolean =>
  (input.tenant === null ? null : records.tenant(input.tenant)?.name) === input.tenantName

const nameKept = (record: TenantRecord | ServiceRecord | undefined, input: { name: string }): boolean =>
  record === undefined || record.name === input.name
