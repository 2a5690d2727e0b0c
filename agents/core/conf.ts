import { ReeveError } from '../../contracts/errors.ts'

/** What may stand inside one word of a configuration without quoting: nothing that HAProxy or nft reads as syntax. */
const word = /^[A-Za-z0-9_./:@-]+$/

/**
 * Text of a configuration: the literal part is ours, every value goes through the one check here. A value that could be read as anything but one
 * word is refused, never escaped.
 */
export function conf(literal: TemplateStringsArray, ...values: (string | number)[]): string {
  const parts = values.map((value, index) => checked(value) + (literal[index + 1] ?? ''))
  return (literal[0] ?? '') + parts.join('')
}

function checked(value: string | number): string {
  const text = String(value)
  if (!word.test(text)) throw new ReeveError('bad_input', `${JSON.stringify(text)} does not fit into a configuration.`)
  return text
}
