import * as z from 'zod'

/** Bytes as text: keys, and what is sealed. */
export const base64Url = z.string().regex(/^[A-Za-z0-9_-]+$/)

/** Ids are a letter for what they name and 12 characters of lower-case base32 (60 random bits), fit for engine names. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

export type IdLetter = 't' | 's' | 'p' | 'n' | 'd' | 'i' | 'c' | 'k' | 'u' | 'r' | 'a' | 'w' | 'q' | 'o' | 'l' | 'y'

/**
 * A new random id: `t` tenant, `s` service, `p` person, `n` plan, `d` domain, `i` invitation, `c` certificate, `k` authenticator, `u` upload, `r` rule,
 * `a` set of addresses, `w` alert, `q` request, `o` API token, `l` licence of the pool, `y` run of patches.
 */
export function newId(letter: IdLetter): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(12))
  return letter + Array.from(bytes, (byte) => alphabet[byte & 31]).join('')
}

/** Nothing at all is what a form sends in which nobody chose. */
const idOf = (letter: IdLetter, what: string) =>
  z
    .string()
    .min(1, { error: `Choose ${what}.`, abort: true })
    .regex(new RegExp(`^${letter}[a-z2-7]{12}$`), `This is not the id of ${what}.`)

export const tenantId = idOf('t', 'a tenant')
export const serviceId = idOf('s', 'a service')
export const personId = idOf('p', 'a person')
export const planId = idOf('n', 'a plan')
export const domainId = idOf('d', 'a domain')
export const invitationId = idOf('i', 'an invitation')
export const certificateId = idOf('c', 'a certificate')
export const authenticatorId = idOf('k', 'an authenticator')
export const alertId = idOf('w', 'an alert')
export const tokenId = idOf('o', 'a token')
export const licenceId = idOf('l', 'a licence')
export const uploadId = idOf('u', 'an upload')
export const ruleId = idOf('r', 'a rule')
export const addressSetId = idOf('a', 'a set of addresses')
export const patchRunId = idOf('y', 'a run of patches')
export const requestId = idOf('q', 'a request')
/** Actions are named by a random UUID, chosen by whoever asks first: the same id always gets the same answer. */
export const actionId = z.uuid()

/** The engine's project of a tenant. Its instances and volumes are named by the service's id. */
export const projectOf = (tenant: string): string => `reeve-${tenant}`
