import { expect, it } from 'vitest'
import { isThisMachine } from './places.ts'

it.each([
  ['10.87.0.2', true],
  ['10.87.0.1', true],
  ['::ffff:10.87.0.2', true],
  ['127.0.0.1', true],
  ['::1', true],
  ['local', true],
  ['10.87.0.3', false],
  ['192.0.2.7', false],
  ['2001:db8::1', false],
  ['1127.0.0.1', false],
  ['unknown', false],
])('%s is this machine: %s', (address, own) => {
  expect(isThisMachine(address)).toBe(own)
})
