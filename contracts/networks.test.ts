import { BlockList, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { previewOf, readAddressList } from './address-list.ts'
import { addressOf, formatAddress, holds, isIn, merge, networksOf, type Range, rangeOf, sourceNetwork, without } from './networks.ts'

const ranges = fc
  .record({ family: fc.constantFrom<4 | 6>(4, 6), a: fc.bigInt({ min: 0n, max: 4095n }), b: fc.bigInt({ min: 0n, max: 300n }) })
  .map(({ family, a, b }): Range => ({ family, first: a, last: a + b }))

test.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['192.0.2.7/24', '192.0.2.0/24'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8::1', '2001:db8::1/128'],
  ['2001:db8:0:0:1:0:0:0/64', '2001:db8::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1/32'],
  ['::/0', '::/0'],
])('%s is %s', (text, spelt) => {
  const range = rangeOf(text)
  expect(range === undefined ? undefined : networksOf(range)).toEqual([spelt])
})

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/024',
  '1.2.3.4/8/8',
  ':::',
  '1::2::3',
  '12345::',
  '::g',
  '1.2.3.4; drop',
  'a',
])('%j is no network', (text) => {
  expect(rangeOf(text)).toBeUndefined()
})

test('an address reads back as itself, in a spelling that others read too', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (number) => {
      const text = formatAddress(6, number)
      expect(isIPv6(text)).toBe(true)
      const mapped = number >> 32n === 65_535n
      expect(addressOf(text)).toEqual(mapped ? { family: 4, number: number & 4_294_967_295n } : { family: 6, number })
    }),
  )
})

test('merged ranges hold exactly what the parts hold, and their networks say the same', () => {
  fc.assert(
    fc.property(
      fc.array(ranges, { maxLength: 12 }),
      fc.bigInt({ min: 0n, max: 4500n }),
      fc.constantFrom<4 | 6>(4, 6),
      (parts, number, family) => {
        const within = parts.some((part) => part.family === family && part.first <= number && number <= part.last)
        expect(holds(merge(parts), { family, number })).toBe(within)
        const again = merge(
          merge(parts)
            .flatMap(networksOf)
            .flatMap((text) => rangeOf(text) ?? []),
        )
        expect(again).toEqual(merge(parts))
      },
    ),
  )
})

test('a pasted list: joined, comments left out, errors by line', () => {
  const list = readAddressList(
    '# bad people\n192.0.2.0/25 192.0.2.128/25\n198.51.100.1 - nobody\n10.0.0.1-10.0.0.4,2001:db8::1\r\n192.0.2.7;again\n',
  )
  expect(list.networks).toEqual(['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/32', '192.0.2.0/24', '198.51.100.1/32', '2001:db8::1/128'])
  expect(list.errors).toEqual([
    { line: 3, text: '-' },
    { line: 3, text: 'nobody' },
  ])
  expect(list.wrong).toBe(2)
})

test('100,000 lines are read in a moment', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `${(index * 7919) % 223}.${index & 255}.${(index >> 8) & 255}.${index % 251}`)
  const begun = performance.now()
  expect(readAddressList(lines.join('\n')).networks.length).toBeGreaterThan(50_000)
  expect(performance.now() - begun).toBeLessThan(10_000)
})

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
])('%j is no source', (text) => expect(sourceNetwork.safeParse(text).success).toBe(false))

const address = fc.oneof(fc.ipV4(), fc.ipV6())

test('any address is read as the system reads it, and any text that it takes for none is none', () => {
  fc.assert(fc.property(address, (text) => addressOf(text) !== undefined))
  fc.assert(fc.property(fc.string(), (text) => (isIPv4(text) || isIPv6(text)) === (addressOf(text) !== undefined)))
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

test('what is left of ranges without others is exactly the addresses that the others do not hold', () => {
  fc.assert(
    fc.property(
      fc.array(ranges, { maxLength: 8 }),
      fc.array(ranges, { maxLength: 8 }),
      fc.bigInt({ min: 0n, max: 4400n }),
      (some, others, number) => {
        const [mine, theirs] = [merge(some), merge(others)]
        const left = without(mine, theirs)
        expect(merge(left)).toEqual(left)
        for (const family of [4, 6] as const)
          expect(holds(left, { family, number })).toBe(holds(mine, { family, number }) && !holds(theirs, { family, number }))
      },
    ),
  )
})

test('lines that overlap others are told with the line that holds them, over both families', () => {
  const list = readAddressList('# office\n10.0.0.0/8 # all\n192.0.2.1\n10.1.0.0/16\n2001:db8::1\n2001:db8::/32\n192.0.2.1\n')
  expect(list).toMatchObject({ wrong: 0, overlapping: 3 })
  expect(list.overlaps).toEqual([
    { line: 4, text: '10.1.0.0/16', with: 2 },
    { line: 5, text: '2001:db8::1', with: 6 },
    { line: 7, text: '192.0.2.1', with: 3 },
  ])
  expect(list.networks).toEqual(['10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32'])
})

test('a preview says which addresses come and go, whatever networks they are written as', () => {
  const before = ['10.0.0.0/24', '192.0.2.0/24', '2001:db8::/32']
  const after = ['10.0.0.0/25', '10.0.0.128/25', '198.51.100.7/32', '2001:db8::/33']
  expect(previewOf(before, after, false)).toEqual({
    ...{ count: 3, added: ['198.51.100.7/32'], addedCount: 1 },
    ...{ removed: ['192.0.2.0/24', '2001:db8:8000::/33'], removedCount: 2 },
  })
  expect(previewOf(before, after, true)).toMatchObject({ count: 4, addedCount: 1, removedCount: 0 })
})
