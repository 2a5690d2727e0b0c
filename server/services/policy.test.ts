import { expect, test } from 'vitest'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import { shortened, takesPassthrough, wholeConfig } from './policy.ts'

const kind = (properties: Record<string, never>): KindDescriptor => ({
  ...{
    kind: 'webserver',
    title: 'Web server',
    summary: '',
    row: 'webserver',
    addressing: ['host', 'sni'],
    ports: [],
    files: true,
    accounts: null,
  },
  ...{ config: { type: 'object', properties }, resources: { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 } },
})

test('TLS is passed through only to a service that answers it', () => {
  const withSwitch = kind({ tls: { type: 'boolean' } as never })
  expect(() => takesPassthrough(withSwitch, {})).toThrow('does not answer TLS itself')
  expect(() => takesPassthrough(withSwitch, { tls: false })).toThrow('does not answer TLS itself')
  expect(() => takesPassthrough(withSwitch, { tls: true })).not.toThrow()
  expect(() => takesPassthrough(kind({}), {})).not.toThrow()
})

test('a number out of its range is refused with the range', () => {
  const workers = kind({ workers: { type: 'integer', minimum: 1, maximum: 64, default: 4 } as never })
  for (const number of [-1, 0, 65, 1.5, '4', null])
    expect(() => wholeConfig(workers, { workers: number })).toThrow('workers: Write a whole number from 1 to 64.')
  expect(wholeConfig(workers, {})).toEqual({ workers: 4 })
  expect(wholeConfig(workers, { workers: 64 })).toEqual({ workers: 64 })
})

test.each([
  // own, the plan before, the plan now, what comes of it
  ['within both', [60, 600], [600, 3600], [300, 1800], undefined],
  ['one of two beyond the new one', [400, 600], [600, 3600], [300, 1800], [300, 600]],
  ['both beyond the new one', [600, 3600], [600, 3600], [300, 1800], [300, 1800]],
  ['never, as the old plan said', [0, 0], [0, 0], [300, 0], [300, 0]],
  ['an exception of the old plan', [0, 7200], [600, 3600], [300, 1800], undefined],
  ['a plan that became laxer', [600, 3600], [600, 3600], [0, 0], undefined],
] as const)('own sleep times under a new plan: %s', (_, own, before, next, wanted) => {
  const idle = ([freezeAfterSeconds, stopAfterSeconds]: readonly [number, number]) => ({ freezeAfterSeconds, stopAfterSeconds })
  expect(shortened(idle(own), idle(before), idle(next))).toEqual(wanted && idle(wanted))
})
