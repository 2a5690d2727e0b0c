import * as z from 'zod'

/** Why a text is no host name that a site may have, as a sentence, or the canonical name. */
export type DomainName = string & { readonly __brand: 'DomainName' }

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const reservedEndings = ['localhost', 'local', 'internal', 'invalid', 'onion', 'arpa']

/** `undefined` when canonical; otherwise the sentence that says what to change. Lower-case ASCII (A-labels) only. */
export function domainNameFault(name: string): string | undefined {
  if (name.length > 253) return 'A domain name has at most 253 characters.'
  const labels = name.split('.')
  if (labels.length < 2) return 'Write the whole name, such as www.example.org.'
  for (const part of labels) {
    if (part === '*') return 'Wildcards are not supported. Add each name by itself.'
    if (part.length > 63) return 'Each part between dots has at most 63 characters.'
    if (!label.test(part)) return 'Use a to z, 0 to 9, and dashes inside, separated by single dots.'
  }
  const last = labels.at(-1) as string
  if (/^\d+$/.test(last)) return 'This looks like an address. Write a name.'
  if (reservedEndings.includes(last)) return `Names that end in .${last} are reserved.`
  return undefined
}

/**
 * Text from a person as the canonical form: trimmed, lower case, Unicode labels as punycode (UTS 46 by the URL parser), no trailing dot.
 * Every layer parses with this schema; nobody handles a raw host name after it.
 */
export const domainName = z
  .string()
  .max(1000, 'A domain name has at most 253 characters.')
  .transform((text, context) => {
    const trimmed = text.trim().replace(/\.$/, '')
    const ascii = /^[\x20-\x7e]*$/.test(trimmed) ? trimmed.toLowerCase() : toAscii(trimmed)
    const fault = ascii === undefined ? 'This is not a domain name.' : domainNameFault(ascii)
    if (fault !== undefined) {
      context.addIssue({ code: 'custom', message: fault })
      return z.NEVER
    }
    return ascii as DomainName
  })

function toAscii(text: string): string | undefined {
  if (/[\s/\\?#@:%[\]]/.test(text)) return undefined
  try {
    return new URL(`http://${text}/`).hostname
  } catch {
    return undefined
  }
}
