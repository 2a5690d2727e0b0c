import { expect, test } from 'vitest'
import { oldImages } from './images.mjs'

const image = (fingerprint: string, recipe: string | undefined, aliases: string[], description = 'reeve-kind-webserver (bookworm)') => ({
  fingerprint,
  aliases: aliases.map((name) => ({ name })),
  properties: { description, ...(recipe !== undefined && { 'reeve.recipe': recipe }) },
})

test.each<[string, ReturnType<typeof image>, string[], boolean]>([
  ['one that somebody else made stays', image('a', undefined, []), [], false],
  ['one of the present recipe stays, also before anything uses it', image('a', 'now', ['reeve-kind-webserver.20260101t000000']), [], false],
  ['one of an earlier recipe goes', image('a', 'then', ['reeve-kind-webserver.20260101t000000']), [], true],
  ['one that nothing names goes', image('a', 'now', []), [], true],
  ['one that the root of a service came from stays', image('a', 'then', ['reeve-kind-webserver.20260101t000000']), ['b', 'a'], false],
  ['also when nothing names it', image('a', 'then', []), ['a'], false],
  ['one of a zone goes, whose root is made anew', image('a', 'then', [], 'reeve-gate (bookworm)'), ['a'], true],
])('after an upgrade: %s', (_, one, roots, goes) => {
  expect(oldImages([one], ['now'], roots)).toEqual(goes ? [one] : [])
})
