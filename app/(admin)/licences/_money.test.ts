import { expect, test } from 'vitest'
import { formatMoney, readMoney } from './_money.ts'

test.each([
  ['12.50', 1250],
  ['12,5', 1250],
  ['0', 0],
  [' 7 ', 700],
  ['', undefined],
  ['-1', undefined],
  ['1.234', undefined],
  ['twelve', undefined],
])('%j is %s hundredths', (text, amount) => {
  expect(readMoney(text)).toBe(amount)
})

test('what is shown can be typed again', () => {
  for (const amount of [0, 5, 99, 100, 123_456]) expect(readMoney(formatMoney(amount, '').trim())).toBe(amount)
})
