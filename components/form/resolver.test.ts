import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { standardResolver } from './resolver.ts'

const schema = z
  .object({
    name: z
      .string()
      .min(2, 'Too short.')
      .regex(/^[a-z]+$/, 'Only letters.'),
    limits: z.object({ cpus: z.int('Whole numbers.') }),
  })
  .refine((value) => value.name !== 'bad', 'Not this one.')

const check = (values: unknown) =>
  standardResolver(schema)(values as never, undefined, { fields: {}, shouldUseNativeValidation: false, names: undefined })

describe('standardResolver', () => {
  it('gives what the schema made of the values', async () => {
    const trimmed = standardResolver(z.object({ email: z.string().trim().toLowerCase() }))
    const result = await trimmed({ email: ' A@B.org ' } as never, undefined, { fields: {}, shouldUseNativeValidation: false })
    expect(result).toEqual({ values: { email: 'a@b.org' }, errors: {} })
  })

  it('puts the first complaint of each field at that field', async () => {
    const { errors } = await check({ name: '1', limits: { cpus: 1.5 } })
    expect(errors).toMatchObject({ name: { message: 'Too short.' }, limits: { cpus: { message: 'Whole numbers.' } } })
  })

  it('puts a complaint without a field at the root', async () => {
    const { errors } = await check({ name: 'bad', limits: { cpus: 1 } })
    expect(errors).toMatchObject({ root: { message: 'Not this one.' } })
  })
})
