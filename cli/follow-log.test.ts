import fc from 'fast-check'
import { expect, test } from 'vitest'
import { followLog, freshLines } from './follow-log.ts'

test.each<[string, string[], string[], string[]]>([
  ['nothing before', [], ['a', 'b'], ['a', 'b']],
  ['nothing new', ['a', 'b'], ['a', 'b'], []],
  ['two lines more', ['a', 'b'], ['a', 'b', 'c', 'd'], ['c', 'd']],
  ['the first ones fell out', ['a', 'b', 'c'], ['b', 'c', 'd'], ['d']],
  ['the same line again', ['a', 'a'], ['a', 'a', 'a'], []],
  ['the log began anew', ['a', 'b'], ['x', 'y'], ['x', 'y']],
])('%s', (_, before, now, fresh) => expect(freshLines(before, now)).toEqual(fresh))

test('lines that differ come out once each and in order, however many are looked at', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), fc.integer({ min: 6, max: 20 }), (steps, window) => {
      const all: string[] = []
      const printed: string[] = []
      let before: readonly string[] = []
      for (const step of steps) {
        for (let count = 0; count < step; count += 1) all.push(`line ${all.length}`)
        const now = all.slice(-window)
        printed.push(...freshLines(before, now))
        if (now.length > 0) before = now
      }
      expect(printed).toEqual(all)
    }),
  )
})

test('it looks again and again until it is ended', async () => {
  const reads = [['a'], ['a'], [], ['a', 'b']]
  const printed: string[] = []
  await followLog({
    read: async () => reads.shift() ?? [],
    print: (lines) => printed.push(...lines),
    wait: async () => reads.length > 0,
  })
  expect(printed).toEqual(['a', 'b'])
})
