import { expect, test } from 'vitest'
import { isOurs, marker } from './subject.ts'

test('a measurement removes what has both its name and its title, and nobody’s own tenants', () => {
  expect(isOurs({ name: 'bench-1x', title: marker })).toBe(true)
  expect(isOurs({ name: 'bench-1x', title: `${marker} 12` })).toBe(true)
  expect(isOurs({ name: 'bench-press', title: 'Bench Press Ltd' })).toBe(false)
  expect(isOurs({ name: 'acme', title: marker })).toBe(false)
})
