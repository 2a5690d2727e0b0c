import { expect, test } from 'vitest'
import type { ActionName } from '../../contracts/actions.ts'
import { type Queued, ready } from './order.ts'

const queue = (...names: [ActionName, string, string][]): Queued[] =>
  names.map(([name, tenant, object], index) => ({ id: String(index), name, tenant, object, sequence: index + 1 }))
const free = (...names: [ActionName, string, string][]) => ready(queue(...names)).map(({ id }) => Number(id))

test.each<[string, [ActionName, string, string][], number[]]>([
  [
    'a service waits for its tenant',
    [
      ['tenant.apply', 't', 't'],
      ['service.apply', 't', 's'],
    ],
    [0],
  ],
  [
    'services of one tenant go together',
    [
      ['service.apply', 't', 's'],
      ['service.apply', 't', 'r'],
    ],
    [0, 1],
  ],
  [
    'one object keeps its order',
    [
      ['files.write', 't', 's'],
      ['files.write', 't', 's'],
    ],
    [0],
  ],
  [
    'a cancellation waits neither for a backup nor for a restore, and nothing waits for a backup',
    [
      ['backup.run', 't', 's'],
      ['backup.cancel', 't', 's'],
      ['backup.restore', 't', 's'],
      ['backup.cancel', 't', 's'],
    ],
    [0, 1, 2, 3],
  ],
  [
    'the end of a service or tenant does not wait for a restore, which the keep ends; all else does',
    [
      ['backup.restore', 't', 's'],
      ['service.apply', 't', 's'],
      ['backup.revert', 'u', 'r'],
      ['service.delete', 'u', 'r'],
      ['backup.restore', 'v', 'q'],
      ['tenant.delete', 'v', 'v'],
    ],
    [0, 2, 3, 4, 5],
  ],
  [
    'another tenant does not wait',
    [
      ['tenant.apply', 't', 't'],
      ['service.apply', 'u', 's'],
    ],
    [0, 1],
  ],
  [
    'to suspend waits for no deployment',
    [
      ['site.deploy', 't', 's'],
      ['tenant.apply', 't', 't'],
    ],
    [0, 1],
  ],
  [
    'to wake waits for no deployment',
    [
      ['site.deploy', 't', 's'],
      ['service.wake', 't', 's'],
    ],
    [0, 1],
  ],
  [
    'to wake waits until the service is made',
    [
      ['service.apply', 't', 's'],
      ['service.wake', 't', 's'],
    ],
    [0],
  ],
  [
    'the end of a tenant waits for everything',
    [
      ['site.deploy', 't', 's'],
      ['certificate.delete', 't', 'c'],
      ['tenant.delete', 't', 't'],
    ],
    [0, 1],
  ],
  [
    'routes keep their order',
    [
      ['routes.apply', 't', 't'],
      ['routes.apply', 't', 't'],
    ],
    [0],
  ],
])('%s', (_, names, expected) => expect(free(...names)).toEqual(expected))

test('the order is that of the sequence, not of the rows', () => {
  expect(ready(queue(['files.write', 't', 's'], ['files.write', 't', 's']).reverse()).map(({ id }) => id)).toEqual(['0'])
})

test('a long queue is looked through once', () => {
  const names = Array.from({ length: 100_000 }, (_, number): [ActionName, string, string] => ['service.wake', 't', `s${number % 500}`])
  expect(ready(queue(...names))).toHaveLength(500)
})
