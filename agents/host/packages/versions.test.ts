import { expect, test } from 'vitest'
import { compareVersions } from './versions.ts'

// Each was put to `dpkg --compare-versions`.
test.each([
  ['1.0', '1.0', 0],
  ['1.0', '1.0-0', 0],
  ['1.0~rc1', '1.0', -1],
  ['1.0~~', '1.0~', -1],
  ['1.0', '1.0+b1', -1],
  ['5.2.15-2+b8', '5.2.15-2+b13', -1],
  ['3.0.19-1~deb12u2', '3.0.22-1~deb12u2', -1],
  ['2.36-9+deb12u7', '2.36-9+deb12u14', -1],
  ['1:1.2.13.dfsg-1', '1.3', 1],
  ['2:1', '10:1', -1],
  ['6.0.4-2+deb13u7~bpo12+1', '6.0.4-2+deb13u7', -1],
  ['0.9a', '0.9', 1],
  ['1.a', '1.+', -1],
  ['00012', '12', 0],
  ['99999999999999999999', '100000000000000000000', -1],
  ['1-2-3', '1-2-10', -1],
] as const)('%s against %s', (a, b, order) => {
  expect(Math.sign(compareVersions(a, b))).toBe(order)
  expect(Math.sign(compareVersions(b, a))).toBe(order === 0 ? 0 : -order)
})

test('a list comes in the order in which versions were released', () => {
  const released = ['1.0~beta1', '1.0', '1.0-1', '1.0-1+b1', '1.0-1.1', '1.0.1-1~bpo12+1', '1.0.1-1', '1:0.1']
  expect(released.toReversed().sort(compareVersions)).toEqual(released)
})
