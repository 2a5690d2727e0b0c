import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../contracts/canonical.ts'
import type { Parsed } from '../parse.ts'

/** What is wished, whoever wishes it and when: digest of name and input. */
export const wishDigest = ({ name, input }: Parsed): string => createHash('sha256').update(canonicalJson({ name, input })).digest('hex')
