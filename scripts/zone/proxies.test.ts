import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { proxiesOf } from './proxies.mjs'

const { relay, proxy } = zones.waysOut
const none = { mailRelay: undefined, webProxy: undefined, signIn: undefined }

test('the backend has no way out, until root opens one to one place', async () => {
  expect(Object.keys((await proxiesOf(zones, none)).backend)).toEqual(['cli'])
  const { backend } = await proxiesOf(zones, { mailRelay: '192.0.2.7:587', webProxy: '192.0.2.8:3128', signIn: '192.0.2.9' })
  expect(backend).toMatchObject({
    relay: { type: 'proxy', bind: 'instance', listen: `tcp:${relay.address}:${relay.port}`, connect: 'tcp:192.0.2.7:587' },
    proxy: { type: 'proxy', bind: 'instance', listen: `tcp:${proxy.address}:${proxy.port}`, connect: 'tcp:192.0.2.8:3128' },
    'sign-in': { type: 'proxy', bind: 'instance', listen: 'tcp:127.0.0.1:8443', connect: 'tcp:192.0.2.9:443' },
  })
})

test.each([
  [{ mailRelay: 'relay.invalid:25' }, '--mail-relay'],
  [{ signIn: 'id.invalid' }, '--sign-in'],
])('a way out whose name leads nowhere is named: %j', async (chosen, option) => {
  await expect(proxiesOf(zones, { ...none, ...chosen })).rejects.toThrow(/\.invalid has no IPv4 address/)
  await expect(proxiesOf(zones, { ...none, ...chosen })).rejects.toThrow(option)
})
