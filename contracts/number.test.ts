import { expect, it } from 'vitest'
import { formatNumber } from './number.ts'

it.each([
  [0, '0'],
  [-0, '0'],
  [-3, '-3'],
  [7, '7'],
  [0.12345, '0.123'],
  [99.94, '99.9'],
  [100.4, '100'],
  [10_000, '10,000'],
  [-1_234_567, '-1,234,567'],
  [18_446_744_073_709_551_615n, '18,446,744,073,709,551,615'],
])('writes %d', (value, text) => expect(formatNumber(value)).toBe(text))
