import { expect, test } from 'vitest'
import { layerOf } from '../claims/results.mjs'
import { seenIn } from './neighbours.mjs'
import { drills, listText } from './registry.mjs'
import { filterOf } from './tests.mjs'

const row = (value: number, reached: boolean) => ({
  ...{ name: 'p95 of a site', value, unit: 'ms', beside: { name: 'p95 alone', value: 10 }, ratio: value / 10 },
  ...{ aim: { at: 'most', value: 2, of: 'ratio' }, reached },
})

test('figures are told with and without the neighbour, and one that misses its aim is enough', () => {
  expect(seenIn({ rows: [row(15, true)], failures: [] })).toEqual({
    lines: ['held    p95 of a site: 15 ms; p95 alone 10 ms; 1.5 times, aim: at most 2'],
    held: true,
  })
  expect(seenIn({ rows: [row(15, true), row(30, false)], failures: [] }).held).toBe(false)
  expect(seenIn({ rows: [], failures: [] }).held).toBe(false)
  expect(seenIn({ rows: [row(15, true)], failures: ['neighbours'] }).held).toBe(false)
})

test('the filter of titles takes all cases of a title and no test that only sounds like it', () => {
  const { files, titles } = filterOf([{ file: 'a.real.test.ts', titles: ['within 30 seconds, also with %j', 'an address'] }])
  const takes = (name: string) => new RegExp(titles).test(name)
  expect(files).toEqual(['a.real.test.ts'])
  expect(takes('a group within 30 seconds, also with ["keep","gate"]')).toBe(true)
  expect(takes('the group an address')).toBe(true)
  expect(takes('an address and more')).toBe(false)
})

test('every drill says what happens in one line, and does something against the installation', () => {
  expect(listText().trimEnd().split('\n')).toHaveLength(Object.keys(drills).length)
  for (const [name, { tests, ...more }] of Object.entries(drills)) {
    expect(tests.length > 0 || 'run' in more, name).toBe(true)
    for (const { file } of tests) expect(['real', 'stories'], file).toContain(layerOf(file))
  }
})
