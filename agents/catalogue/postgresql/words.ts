import { isScramVerifier } from '../../../contracts/scram.ts'

const plainName = /^[a-z][a-z0-9_]{0,62}$/

/** A name or text between quotes; the schema has refused everything else before, this refuses it again. */
function checked(text: string, fits: (text: string) => boolean): string {
  if (!fits(text)) throw new TypeError('sql: the text cannot be written')
  return text
}
export const identifier = (text: string): string => `"${checked(text, (name) => plainName.test(name))}"`
export const literal = (text: string): string => `'${checked(text, (value) => plainName.test(value) || isScramVerifier(value))}'`
