import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { proxiesOf } from './proxies.mjs'

const { relay, proxy } = zones.waysOut

test('the backend has no way out, until root opens one to one place', async () => {
  expect(Object.keys((await proxiesOf(zones, { mailRelay: undefined, webProxy: undefined })).backend)).toEqual(['cli'])
  const { backend } = await proxiesOf(zones, { mailRelay: '192.0.2.7:587', webProxy: '192.0.2.8:3128' })
  expect(backend).toMatchObject({
    relay: { type: 'proxy', bind: 'instance', listen: `tcp:${relay.address}:${relay.port}`, connect: 'tcp:192.0.2.7:587' },
    proxy: { type: 'proxy', bind: 'instance', listen: `tcp:${proxy.address}:${proxy.port}`, connect: 'tcp:192.0.2.8:3128' },
  })
})

test('a relay whose name leads nowhere is named', async () => {
  await expect(proxiesOf(zones, { mailRelay: 'relay.invalid:25', webProxy: undefined })).rejects.toThrow('relay.invalid has no address')
})
