import { expect, test } from 'vitest'
import { beyond, limitsOf, saidOf } from './limits.mjs'

test.each([
  [undefined, { seconds: 1700, mebibytes: 8192 }],
  ['{"seconds": 60}', { seconds: 60, mebibytes: 8192 }],
  ['{"seconds": 0, "mebibytes": "many"}', { seconds: 1700, mebibytes: 8192 }],
])('%s', (text, limits) => expect(limitsOf(text)).toEqual(limits))

test.each([
  [{ seconds: 10, mebibytes: 10 }, undefined],
  [{ seconds: 61, mebibytes: 10 }, 'internal'],
  [{ seconds: 10, mebibytes: 101 }, 'storage_full'],
  [{ seconds: 10, mebibytes: -500 }, undefined],
])('a build that has taken %j', (taken, code) => expect(beyond({ seconds: 60, mebibytes: 100 }, taken)?.code).toBe(code))

test('of what apt says the errors are told, on one line', () => {
  const said =
    'Setting up nginx\ndpkg: error processing package bad (--configure):\n installed bad package post-installation script subprocess returned error exit status 1\nE: Sub-process \u001b[31mdied'
  expect(saidOf(said)).toBe(
    'dpkg: error processing package bad (--configure):;  installed bad package post-installation script subprocess returned error exit status 1; E: Sub-process  [31mdied',
  )
})
