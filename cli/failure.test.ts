import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { ReeveError } from '../contracts/errors.ts'
import { failureLine, failureOf, UsageError } from './failure.ts'

const withCode = (code: string) => Object.assign(new Error('connect'), { code })

test.each([
  ['an error of Reeve', new ReeveError('not_found', 'There is no such tenant.'), 'not_found', 1],
  ['what the backend said', Object.assign(new Error('x'), { data: { reeve: { code: 'conflict', message: 'Taken.' } } }), 'conflict', 1],
  ['wrong usage', new UsageError('Write T/N.'), 'bad_input', 2],
  ['an unknown option', new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), 'bad_input', 2],
  ['no socket', new Error('fetch failed', { cause: withCode('ENOENT') }), 'unavailable', 1],
  ['not root', new Error('fetch failed', { cause: withCode('EACCES') }), 'forbidden', 1],
  ['anything else', new TypeError('x is undefined'), 'internal', 1],
])('%s has a code and an exit status', (_, error, code, status) => {
  expect(failureOf(error)).toMatchObject({ code, status })
})

test('the line of an error is for people, or JSON for programs', () => {
  const view = { code: 'not_found', message: 'No \u001b[1mtenant' } as const
  expect(failureLine(view, false)).toBe('not_found: No \\x1b[1mtenant\n')
  expect(JSON.parse(failureLine(view, true))).toEqual({ error: { code: 'not_found', message: 'No \u001b[1mtenant' } })
})
