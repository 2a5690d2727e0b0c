import * as z from 'zod'

const reservedSlugs = new Set([
  'admin',
  'api',
  'backend',
  'default',
  'gate',
  'host',
  'incus',
  'keep',
  'localhost',
  'panel',
  'reeve',
  'root',
  'system',
  'vault',
  'www-data',
])

const slugShape = /^[a-z](?:[a-z0-9]|-(?!-)){0,29}[a-z0-9]$/

/** Short names of tenants and services: 2 to 31 characters a-z, 0-9 and single inner dashes, beginning with a letter. */
export const slug = z
  .string()
  .regex(slugShape, 'Use 2 to 31 characters: a to z, 0 to 9 and single dashes inside, beginning with a letter.')
  .refine((text) => !reservedSlugs.has(text), 'This name is reserved. Choose another one.')

const line = z
  .string()
  .trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'Leave out control characters.')

/** Text for people (a tenant's title, a person's name): one line, no control or direction-changing characters. */
export const title = line.min(1, 'Write at least one character.').max(80, 'Use at most 80 characters.')

/** Why somebody does something that others will read of later: one line. */
export const reason = line
  .min(8, 'Write at least 8 characters, such as the number of a ticket and what it is about.')
  .max(200, 'Use at most 200 characters.')

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Write an e-mail address such as name@example.org.'))

export const password = z.string().min(12, 'Use at least 12 characters.').max(256, 'Use at most 256 characters.')
