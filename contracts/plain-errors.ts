import * as z from 'zod'
import { formatNumber } from './number.ts'

type Issue = Parameters<NonNullable<ReturnType<typeof z.config>['customError']>>[0]

/** A whole number from `least` to `most`: one sentence for whatever else somebody writes. */
export function wholeNumber(least: number, most: number) {
  const said = rangeSentence(least, most)
  return z.int(said).min(least, said).max(most, said)
}

export const rangeSentence = (least: number, most: number): string =>
  `Write a whole number from ${formatNumber(least)} to ${formatNumber(most)}.`

const byType: Record<string, string> = {
  int: 'Write a whole number.',
  number: 'Write a number.',
  string: 'Write a text.',
  boolean: 'Choose yes or no.',
  array: 'Give a list.',
}
const units: Record<string, string> = { string: ' characters', array: ' entries' }
const form = 'This does not have the form that is asked for.'

/** What a schema says when it brings no sentence of its own, as people read it in forms and on the command line. */
export function plainSentence(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is missing.' : (byType[issue.expected] ?? form)
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'Write something here.'
      return `Give at least ${formatNumber(issue.minimum)}${units[issue.origin] ?? ''}.`
    case 'too_big':
      return `Give at most ${formatNumber(issue.maximum)}${units[issue.origin] ?? ''}.`
    case 'invalid_value':
      return issue.values.length === 1 ? form : `Choose one of ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return `Leave out ${issue.keys.join(', ')}: it has no meaning here.`
    case 'invalid_union':
      return issue.errors.at(-1)?.[0]?.message ?? form
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return form
    default:
      return undefined
  }
}

// Whoever parses an input gets here by limits.ts.
z.config({ customError: plainSentence })
