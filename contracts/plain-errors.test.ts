import { describe, expect, it, test } from 'vitest'
import * as z from 'zod'
import * as api from './api.ts'
import { filePathBelow, newFilePath } from './files.ts'
import { planId } from './ids.ts'
import { wholeNumber } from './plain-errors.ts'

const said = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues.map(({ message }) => message)

test.each([Number.NaN, -1, 0, 65, 1.5, '', '-1', 'two', null, undefined])('a number field says what it takes to %j', (value) => {
  expect(said(wholeNumber(1, 64), value)).toEqual(['Write a whole number from 1 to 64.'])
})

test.each<[z.ZodType, unknown, string]>([
  [z.int(), Number.NaN, 'Write a number.'],
  [z.int(), 1.5, 'Write a whole number.'],
  [z.int().min(5), 1, 'Give at least 5.'],
  [z.int().max(65_536), 1e6, 'Give at most 65,536.'],
  [z.string(), undefined, 'This is missing.'],
  [z.string().min(1), '', 'Write something here.'],
  [z.string().max(5), 'too long', 'Give at most 5 characters.'],
  [z.string().regex(/^a$/), 'b', 'This does not have the form that is asked for.'],
  [z.enum(['on', 'off']), 'maybe', 'Choose one of on, off.'],
  [z.array(z.string()).max(1), ['a', 'b'], 'Give at most 1 entries.'],
  [z.boolean(), 'yes', 'Choose yes or no.'],
  [z.strictObject({}), { more: 1 }, 'Leave out more: it has no meaning here.'],
  [z.union([z.literal(''), z.string().regex(/^a$/, 'Write an a.')]), 'b', 'Write an a.'],
  [planId, '', 'Choose a plan.'],
  [planId, 'small', 'This is not the id of a plan.'],
  [filePathBelow, `htdocs/${'x'.repeat(256)}`, 'This name is too long. Use at most 255 characters, fewer when some are not a to z.'],
  [filePathBelow, 'ä'.repeat(128), 'This name is too long. Use at most 255 characters, fewer when some are not a to z.'],
  [newFilePath, 'htdocs/ \u00a0', 'A name is more than blanks.'],
  [z.string('A name, such as shop.'), 1, 'A name, such as shop.'],
])('%# no validator’s own words', (schema, value, sentence) => {
  expect(said(schema, value)).toEqual([sentence])
})

describe('inputs of procedures', () => {
  const inputs = Object.entries(api).flatMap(([name, schema]): [string, z.ZodObject][] =>
    schema instanceof z.ZodObject ? [[name, schema as unknown as z.ZodObject]] : [],
  )
  it.each(inputs)('%s', (_, schema) => {
    const rubbish = [Number.NaN, -1, '', 'x'.repeat(3_000_000), [], {}, true, null, undefined]
    const all = rubbish.flatMap((value) => said(schema, Object.fromEntries(Object.keys(schema.shape).map((key) => [key, value]))) ?? [])
    expect(all.filter((message) => /Invalid|Too |Unrecognized|expected|received|NaN|>=|<=/.test(message))).toEqual([])
  })
})
