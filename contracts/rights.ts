import * as z from 'zod'
import { serviceId } from './ids.ts'

/**
 * What a member may do with a service: look at it; deploy, change its files and keep its data as it is; change its configuration, resources
 * and domains; wake it and put it to sleep; say which other members may do what with it.
 */
export const verb = z.enum(['see', 'files', 'configure', 'power', 'people'])
export type Verb = z.infer<typeof verb>

const verbList = z
  .array(verb)
  .max(verb.options.length)
  .transform((list) => verb.options.filter((one) => list.includes(one)))

/** `all` counts for every service, also those to come; `services` comes on top of it. Whoever may do anything with a service sees it. */
export const rights = z.strictObject({ all: verbList, services: z.record(serviceId, verbList) })
export type Rights = z.infer<typeof rights>

/** Of members of whom nobody said otherwise. */
export const standardRights: Rights = { all: ['see', 'files', 'power'], services: {} }

/** The verbs that hold for a service, or (null) for everything of the tenant. */
export function verbsOn({ all, services }: Rights, service: string | null): Verb[] {
  const given = new Set([...all, ...(service === null ? [] : (services[service] ?? []))])
  if (given.size > 0) given.add('see')
  return verb.options.filter((one) => given.has(one))
}

/** Services that somebody sees who does not see all of them; null: all. */
export const visibleServices = (given: Rights): string[] | null =>
  given.all.length > 0 ? null : Object.keys(given.services).filter((service) => verbsOn(given, service).length > 0)
