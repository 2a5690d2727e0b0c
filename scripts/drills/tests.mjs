/** A drill that consists of tests: they run by their titles alone, and what they saw is told one by one. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { endOf, layerOf, readRun } from '../claims/results.mjs'
import { patternOf } from '../claims/titles.mjs'
import { prepareReal, prepareStories, runStories, runVitest } from '../test/runners.mjs'

/** Not where `npm test` has its reports: a part of a layer is no run of it. */
const reportOf = (layer) => join(repository, 'test-results', 'drills', `${layer}.json`)

const runners = {
  real: async (file, filter) => {
    await prepareReal()
    return runVitest('real', file, [...filter.files, '-t', filter.titles])
  },
  stories: async (file, filter) => {
    await prepareStories()
    return runStories(file, [...filter.files, '-g', filter.titles])
  },
}

/** Both runners look for it anywhere in the names of a test and of the groups around it. */
export const filterOf = (tests) => ({
  files: tests.map(({ file }) => file),
  titles: `(${tests.flatMap(({ titles }) => titles.map(patternOf)).join('|')})$`,
})

/** Runs all of them and answers whether every one passed. */
export async function runTests(tests) {
  const runs = {}
  for (const [layer, runner] of Object.entries(runners)) {
    const mine = tests.filter(({ file }) => layerOf(file) === layer)
    if (mine.length === 0) continue
    const file = reportOf(layer)
    mkdirSync(dirname(file), { recursive: true })
    await runner(file, filterOf(mine))
    runs[layer] = readRun(layer, file)
  }
  const ends = tests.flatMap(({ file, titles }) => titles.map((title) => ({ title, end: endOf(runs, () => 0, { file, title }) })))
  process.stdout.write(`\n${ends.map(({ title, end }) => `${end}: ${title}\n`).join('')}`)
  return ends.every(({ end }) => end.startsWith('passed'))
}
