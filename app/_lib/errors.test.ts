import { expect, it } from 'vitest'
import { codeOf, fieldsOf, messageOf } from './errors.ts'

const said = (reeve: unknown) => Object.assign(new Error('x'), { data: { reeve } })

it('takes code, sentence and fields from what the backend said', () => {
  const error = said({ code: 'conflict', message: 'The name is taken.', fields: { name: ['Taken.', 'Too long.'], '': ['Whole.'] } })
  expect(codeOf(error)).toBe('conflict')
  expect(messageOf(error, 'No answer.')).toBe('The name is taken.')
  expect(fieldsOf(error)).toEqual([['name', 'Taken.']])
})

it.each([new TypeError('fetch failed'), null, 'text', {}, said(undefined), said('text'), { data: null }])(
  'calls everything else unavailable, and never shows its own text: %s',
  (error) => {
    expect(codeOf(error)).toBe('unavailable')
    expect(messageOf(error, 'No answer.')).toBe('No answer.')
    expect(fieldsOf(error)).toEqual([])
  },
)
