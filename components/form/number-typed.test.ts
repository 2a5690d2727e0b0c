import { expect, it } from 'vitest'
import { numberTyped } from './number-typed.ts'

it.each([
  ['0', 0],
  ['128', 128],
  ['-1', -1],
  ['-', '-'],
  ['', ''],
  ['007', '007'],
  ['1.5', '1.5'],
  ['12 ', '12 '],
  ['1e3', '1e3'],
  ['99999999999999999999', '99999999999999999999'],
])('%j stays what it is', (typed, value) => {
  expect(numberTyped(typed)).toBe(value)
  expect(String(numberTyped(typed))).toBe(typed)
})
