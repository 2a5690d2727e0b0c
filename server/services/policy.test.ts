import { expect, test } from 'vitest'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import { takesPassthrough } from './policy.ts'

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
