import { expect, it } from 'vitest'
import { failureOf } from './action-end.ts'

it('takes an action for done only when it is, and says what the agent said otherwise', () => {
  const error = { code: 'not_found' as const, message: 'There is no deployment before this one.' }
  expect(failureOf({ state: 'done', error: null }, 'It failed.')).toBeNull()
  expect(failureOf({ state: 'failed', error }, 'It failed.')).toBe(error.message)
  expect(failureOf({ state: 'expired', error: null }, 'It failed.')).toBe('It failed.')
})
