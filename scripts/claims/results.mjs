/**
 * What `npm test` left behind: of each layer that ran, when, and how each test ended. A test that the last run of its layer does not hold, and one
 * whose file was changed since, has not run.
 */
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { repository } from '../build/repository.mjs'
import { againOf, reportOf } from '../test/reports.mjs'
import { readText } from '../up/state.mjs'
import { runsOf } from './titles.mjs'

export function layerOf(file) {
  if (file.endsWith('.spec.ts')) return 'stories'
  return file.endsWith('.real.test.ts') ? 'real' : 'unit'
}

const vitestEnds = { passed: 'passed', failed: 'failed' }
const storyEnds = { expected: 'passed', flaky: 'passed at the second try', unexpected: 'failed' }
/** Skipped ones and whatever else has no end. */
const end = (ends, status) => ends[status] ?? 'not run'

/** A report of Vitest as {at, tests: [{file, title, end}]}. A file that could not be loaded holds no test: its title is null. */
export const ofVitest = ({ startTime, testResults }, root) => ({
  at: startTime,
  tests: testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name)
    if (assertionResults.length === 0) return status === 'failed' ? [{ file, title: null, end: 'failed' }] : []
    return assertionResults.map((one) => ({ file, title: one.title, end: end(vitestEnds, one.status) }))
  }),
})

/** The same of Playwright. */
export function ofPlaywright({ config, stats, suites }, root) {
  const tests = []
  const visit = (suite) => {
    for (const spec of suite.specs ?? [])
      for (const { status } of spec.tests)
        tests.push({ file: relative(root, join(config.rootDir, spec.file)), title: spec.title, end: end(storyEnds, status) })
    for (const inner of suite.suites ?? []) visit(inner)
  }
  for (const suite of suites) visit(suite)
  return { at: Date.parse(stats.startTime), tests }
}

/** How all runs of one title ended, the worst of them counting. */
export function endOf(runs, changedAt, { file, title }) {
  const run = runs[layerOf(file)]
  if (run === undefined) return 'not run'
  const ofFile = run.tests.filter((one) => one.file === file)
  if (changedAt(file) > (ofFile[0]?.at ?? run.at)) return 'changed since it ran'
  const fits = runsOf(title)
  const ends = ofFile.filter((one) => one.title === null || fits(one.title)).map((one) => one.end)
  if (ends.length === 0) return 'not run'
  return ['failed', 'not run', 'passed at the second try', 'passed'].find((one) => ends.includes(one))
}

export const changedAt = (file) => statSync(join(repository, file)).mtimeMs

const readers = { unit: ofVitest, real: ofVitest, stories: ofPlaywright }

/** What a report says; undefined when there is none. */
export function readRun(layer, file) {
  const text = readText(file)
  return text === undefined ? undefined : readers[layer](JSON.parse(text), repository)
}

/** A run, with what became of the files that were run once more after it in place of what became of them in it. */
export function withAgain(run, again) {
  if (run === undefined || again === undefined || again.at < run.at) return run
  const files = new Set(again.tests.map(({ file }) => file))
  const kept = run.tests.filter(({ file }) => !files.has(file))
  return { ...run, again: { at: again.at, files: files.size }, tests: [...kept, ...again.tests.map((test) => ({ ...test, at: again.at }))] }
}

/** The last run of each layer. */
export const readRuns = () =>
  Object.fromEntries(
    Object.keys(readers).map((layer) => [layer, withAgain(readRun(layer, reportOf(layer)), readRun(layer, againOf(layer)))]),
  )
