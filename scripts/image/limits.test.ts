import { expect, test } from 'vitest'
import { beyond, limitsOf, limitsReader, saidOf } from './limits.mjs'

test.each([
  [undefined, { seconds: 1700, mebibytes: 8192 }],
  ['{"seconds": 60}', { seconds: 60, mebibytes: 8192 }],
  ['{"seconds": 0, "mebibytes": "many"}', { seconds: 1700, mebibytes: 8192 }],
])('%s', (text, limits) => expect(limitsOf(text)).toEqual(limits))

test('limits that are written while a build runs count for it', () => {
  let text: string | undefined
  const now = limitsReader(() => text)
  expect(now()).toEqual({ seconds: 1700, mebibytes: 8192 })
  text = '{"seconds": 1}'
  expect(now().seconds).toBe(1)
  text = '{"seco'
  expect(now().seconds).toBe(1)
})

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
