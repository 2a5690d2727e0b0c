import { expect, test } from 'vitest'
import { differenceOf, surplusOf } from './kinds.mjs'

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

test.each<[string, string, string[], string[] | undefined]>([
  ['nothing goes while there is room', 'ab', [], []],
  ['the oldest that nobody needs goes', 'abc', [], ['a']],
  ['one that a root came from stays', 'abc', ['a'], ['b']],
  ['several go when there are too many', 'abcde', ['b'], ['a', 'c', 'd']],
  ['the one in use is never among them', 'abc', ['a', 'b'], undefined],
])('before another image is made: %s', (_, names, roots, gone) => {
  const images = [...names].map((fingerprint, index) => ({ fingerprint, used: index === names.length - 1 }))
  expect(surplusOf(images, roots, 3)?.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).toEqual(gone)
})
