import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { ObjectState } from '../../contracts/states.ts'

/**
 * The configuration with the defaults of its kind, or `bad_input` that names the field. The keep checks again, by the schema itself.
 */
export function wholeConfig(kind: KindDescriptor, config: Record<string, unknown>): Record<string, unknown> {
  const parsed = z.fromJSONSchema(kind.config).safeParse(config)
  if (parsed.success) return parsed.data as Record<string, unknown>
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'The configuration' : issue.path.map(String).join('.')
  throw new ReeveError('bad_input', `${where}: ${issue?.message ?? 'this does not fit the kind.'}`)
}

/** A service that goes, or that was never made, cannot be asked for anything. */
export function usable(state: ObjectState): void {
  if (state === 'deleting') throw new ReeveError('conflict', 'This service is being deleted.')
}

/** Only kinds found by host name have domains. */
export function takesDomains(kind: KindDescriptor | null): void {
  if (kind !== null && !kind.addressing.includes('host') && !kind.addressing.includes('sni'))
    throw new ReeveError('bad_input', `A service of the kind ${kind.title} is found by its own address and has no domains.`)
}

/** TLS can only be passed through to a service that ends it: a kind with a switch for that has to have it on. */
export function takesPassthrough(kind: KindDescriptor | null, config: Record<string, unknown>): void {
  const properties = z.object({ properties: z.record(z.string(), z.unknown()).default({}) }).parse(kind?.config ?? {})
  if (Object.hasOwn(properties.properties, 'tls') && config.tls !== true)
    throw new ReeveError('bad_input', 'This service does not answer TLS itself. Turn that on in its settings first, or let the gate do it.')
}

export function takesFiles(kind: KindDescriptor | null): void {
  if (kind !== null && !kind.files) throw new ReeveError('bad_input', `A service of the kind ${kind.title} has no files to look at.`)
}
