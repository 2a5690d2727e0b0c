import { expect, test } from 'vitest'
import { endOf, ofPlaywright, ofVitest, withAgain } from './results.mjs'

const real = 'e2e/machine/a.real.test.ts'
const story = 'e2e/a.spec.ts'
const vitestReport = {
  startTime: 1000,
  testResults: [
    {
      name: `/repo/${real}`,
      status: 'failed',
      assertionResults: [
        { title: 'case one', status: 'passed' },
        { title: 'case two', status: 'failed' },
        { title: 'whole', status: 'passed' },
        { title: 'left out', status: 'skipped' },
      ],
    },
    { name: '/repo/e2e/machine/broken.real.test.ts', status: 'failed', assertionResults: [] },
  ],
}
const spec = (title: string, status: string) => ({ title, file: 'a.spec.ts', tests: [{ status }] })
const storyReport = {
  config: { rootDir: '/repo/e2e' },
  stats: { startTime: '1970-01-01T00:00:01.000Z' },
  suites: [
    {
      specs: [spec('first', 'expected')],
      suites: [{ specs: [spec('second', 'flaky'), spec('third', 'unexpected'), spec('fourth', 'skipped')] }],
    },
  ],
}
const runs = { unit: undefined, real: ofVitest(vitestReport, '/repo'), stories: ofPlaywright(storyReport, '/repo') }
const end = (file: string, title: string, changed = 0) => endOf(runs, () => changed, { file, title })

test('a test ended as its report says, and one that was left out has not run', () => {
  expect(end(real, 'whole')).toBe('passed')
  expect(end(real, 'left out')).toBe('not run')
  expect([end(story, 'first'), end(story, 'second'), end(story, 'third'), end(story, 'fourth')]).toEqual([
    'passed',
    'passed at the second try',
    'failed',
    'not run',
  ])
})

test('one case that failed counts for all of its title', () => {
  expect(end(real, 'case %s')).toBe('failed')
})

test('what no report holds has not run', () => {
  expect(end(real, 'of another time')).toBe('not run')
  expect(end('server/a.test.ts', 'whole')).toBe('not run')
})

test('a file that could not be loaded has failed with all its tests', () => {
  expect(end('e2e/machine/broken.real.test.ts', 'anything')).toBe('failed')
})

test('a file that was run once more ends as it did then, unless the whole layer has run since or the file was changed', () => {
  const once = (startTime: number) =>
    ofVitest({ startTime, testResults: [{ name: `/repo/${real}`, assertionResults: [{ title: 'case two', status: 'passed' }] }] }, '/repo')
  const endAfter = (startTime: number, title: string, changed = 0) =>
    endOf({ ...runs, real: withAgain(runs.real, once(startTime)) }, () => changed, { file: real, title })
  expect(endAfter(2000, 'case two')).toBe('passed')
  expect(endAfter(2000, 'case two', 1500)).toBe('passed')
  expect(endAfter(2000, 'case two', 2500)).toBe('changed since it ran')
  expect(endAfter(2000, 'whole')).toBe('not run')
  expect(endAfter(500, 'case two')).toBe('failed')
})

test('what was changed after the run counts for nothing', () => {
  expect(end(real, 'whole', 1001)).toBe('changed since it ran')
})
