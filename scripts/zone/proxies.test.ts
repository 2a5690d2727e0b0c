import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { proxiesOf } from './proxies.mjs'

test('the backend has no way out unless root says where to', async () => {
  const { backend } = await proxiesOf(zones, { mailRelay: undefined, webProxy: undefined })
  expect(Object.values(backend).map(({ bind }) => bind)).toEqual(['host'])
})

test('a way out begins on the backend’s own loopback and leads to the one place that root wrote', async () => {
  const { backend } = await proxiesOf(zones, { mailRelay: '192.0.2.7:587', webProxy: undefined })
  const { address, port } = zones.waysOut.relay
  expect(backend).toMatchObject({
    relay: { type: 'proxy', bind: 'instance', listen: `tcp:${address}:${port}`, connect: 'tcp:192.0.2.7:587' },
  })
  expect(backend).not.toHaveProperty('proxy')
})
