import { expect, test } from 'vitest'
import { linesOf } from './_token-text.ts'

test('networks stand on lines, or between commas and spaces; none is anywhere', () => {
  expect(linesOf('192.0.2.0/24\n 2001:db8::/32, 198.51.100.1 ')).toEqual(['192.0.2.0/24', '2001:db8::/32', '198.51.100.1'])
  expect(linesOf(' \n')).toBeNull()
})
