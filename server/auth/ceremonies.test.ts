import { expect, test } from 'vitest'
import { makeCeremonies } from './ceremonies.ts'

test('a challenge is taken once, and not after five minutes', () => {
  let clock = 0
  const ceremonies = makeCeremonies(() => clock)
  const name = ceremonies.openSignIn('challenge', '192.0.2.1')
  expect([ceremonies.takeSignIn(name), ceremonies.takeSignIn(name)]).toEqual(['challenge', undefined])
  ceremonies.openOf('ada', 'other')
  clock = 5 * 60_000
  expect(ceremonies.takeOf('ada')).toBeUndefined()
})

test('a stranger who begins and begins again pushes out nobody but themselves', () => {
  const ceremonies = makeCeremonies(() => 0)
  ceremonies.openOf('ada', 'key of ada')
  const other = ceremonies.openSignIn('other', '198.51.100.1')
  const own = ceremonies.openSignIn('own', '192.0.2.1')
  for (let i = 0; i < 20_000; i++) ceremonies.openSignIn('flood', '192.0.2.1')
  for (let i = 0; i < 20_000; i++) ceremonies.openSignIn('flood', `2001:db8:0:1::${(i % 60_000).toString(16)}`)
  expect(ceremonies.takeSignIn(other)).toBe('other')
  expect(ceremonies.takeOf('ada')).toBe('key of ada')
  expect(ceremonies.takeSignIn(own)).toBeUndefined()
})

test('what a stranger opened is no ceremony of a person, and the other way round', () => {
  const ceremonies = makeCeremonies(() => 0)
  ceremonies.openOf('ada', 'challenge')
  expect(ceremonies.takeSignIn('ada')).toBeUndefined()
  expect(ceremonies.takeOf(ceremonies.openSignIn('challenge', '192.0.2.1'))).toBeUndefined()
})
