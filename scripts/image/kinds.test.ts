import { expect, test } from 'vitest'
import { differenceOf } from './kinds.mjs'

test('what a new image has in another version, more or less than the old one', () => {
  const old = [
    { name: 'libc6', version: '2.36-9' },
    { name: 'gone', version: '1' },
    { name: 'same', version: '1' },
  ]
  const fresh = [
    { name: 'same', version: '1' },
    { name: 'libc6', version: '2.36-9+deb12u1' },
    { name: 'added', version: '3' },
  ]
  expect(differenceOf(old, fresh)).toEqual([
    { name: 'added', before: null, after: '3' },
    { name: 'gone', before: '1', after: null },
    { name: 'libc6', before: '2.36-9', after: '2.36-9+deb12u1' },
  ])
  expect(differenceOf(old, old)).toEqual([])
})
