import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeGather } from './gather.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('hands on at once what came together, and a stream of changes at most once in the given time', () => {
  const seen: { at: number; all: string[] }[] = []
  const begin = Date.now()
  const gather = makeGather<string>((all) => seen.push({ at: Date.now() - begin, all: [...all] }), 200, 2000)
  for (let step = 0; step < 50; step += 1) {
    gather.add('actions')
    if (step === 0) gather.add('wakes')
    vi.advanceTimersByTime(100)
  }
  vi.advanceTimersByTime(5000)
  expect(seen).toEqual([
    { at: 200, all: ['actions', 'wakes'] },
    { at: 2200, all: ['actions'] },
    { at: 4200, all: ['actions'] },
    { at: 6200, all: ['actions'] },
  ])
})
