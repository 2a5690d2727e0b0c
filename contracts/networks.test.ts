import { BlockList, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIn, parseNetwork } from './networks.ts'

test.each([
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.0/24', true],
  ['192.0.3.7', '192.0.2.0/24', false],
  ['192.0.2.7', '0.0.0.0/0', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['::ffff:192.0.2.7', '192.0.2.0/24', true],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['192.0.2.7', '::/0', false],
  ['local', '0.0.0.0/0', false],
  ['', '::/0', false],
])('%s in %s: %s', (address, network, wanted) => expect(isIn(address, [network])).toBe(wanted))

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4/33',
  '1.2.3.4/24',
  '1.2.3.0/024',
  '1.2.3.0/24/8',
  ':::',
  '1::2::3',
  'g::1',
  '::1/129',
  '2001:db8::1/32',
])('%j is no network', (text) => expect(parseNetwork(text)).toBeUndefined())

const address = fc.oneof(fc.ipV4(), fc.ipV6())

test('any address is read as the system reads it, and any text that it takes for none is none', () => {
  fc.assert(fc.property(address, (text) => parseNetwork(text) !== undefined))
  fc.assert(
    fc.property(fc.string(), (text) => (isIPv4(text) || isIPv6(text)) === (parseNetwork(text) !== undefined && !text.includes('/'))),
  )
})

test('belonging to a network is what the system says', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), (one, other, prefix) => {
      const list = new BlockList()
      list.addSubnet(other, prefix, 'ipv4')
      const base = other.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
      const masked = prefix === 32 ? base : Math.floor(base / 2 ** (32 - prefix)) * 2 ** (32 - prefix)
      const network = [24, 16, 8, 0].map((shift) => Math.floor(masked / 2 ** shift) % 256).join('.')
      expect(isIn(one, [`${network}/${prefix}`])).toBe(list.check(one, 'ipv4'))
    }),
  )
})
