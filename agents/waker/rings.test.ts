import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRings } from './rings.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a ring is told at once; those that follow close are told together, and none is lost', () => {
  let told = 0
  const rings = createRings(() => {
    told += 1
  })
  for (let count = 0; count < 1000; count += 1) rings.ring('a')
  expect(told).toBe(1)
  const [first] = rings.all()
  vi.advanceTimersByTime(2000)
  expect(told).toBe(2)
  expect(rings.all()[0]?.at).toBeGreaterThan(first?.at ?? 0)
  vi.advanceTimersByTime(60_000)
  expect(told).toBe(2)
})

test('one that rings without end delays nobody else', () => {
  const rings = createRings(() => undefined)
  for (let count = 0; count < 100; count += 1) rings.ring('loud')
  rings.ring('quiet')
  expect(rings.all().map(({ service }) => service)).toEqual(['loud', 'quiet'])
})

test('what is gone, or long ago, is forgotten', () => {
  const rings = createRings(() => undefined)
  rings.ring('gone')
  rings.ring('old')
  rings.forget('gone')
  expect(rings.all().map(({ service }) => service)).toEqual(['old'])
  vi.advanceTimersByTime(600_001)
  expect(rings.all()).toEqual([])
})
