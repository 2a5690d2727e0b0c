/** What the runners report, as counts {passed, failed, flaky}. Flaky: passed at the second try. */
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { readText } from '../up/state.mjs'

export const reportsFolder = join(repository, 'test-results', 'reports')
/** The last report of a layer. A run of it begins by removing it. */
export const reportOf = (layer) => join(reportsFolder, `${layer}.json`)
/** Of the files of a layer that were run once more by name, after the whole of it. */
export const againOf = (layer) => join(reportsFolder, `${layer}-again.json`)

/** A runner that died tells nothing: that is a failure, never zero tests. */
const dead = { passed: 0, failed: 1, flaky: 0 }

export const ofVitest = ({ numPassedTests, numFailedTests, numPendingTests, testResults }) => ({
  passed: numPassedTests,
  failed:
    numFailedTests +
    numPendingTests +
    // A file that could not be loaded holds no failed test, but is one.
    testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length,
  flaky: 0,
})

export const ofPlaywright = ({ stats, errors = [] }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + errors.length,
  flaky: stats.flaky,
})

/** Counts of a report, given how the runner ended: one that fails without a failed test has failed all the same. */
export function countsOf(file, code, read) {
  const text = readText(file)
  const counts = text === undefined ? dead : read(JSON.parse(text))
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

const line = ({ name, passed, failed, flaky = 0, seconds }) =>
  `${name.padEnd(8)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(flaky).padStart(4)} flaky ${seconds.toFixed(1).padStart(7)} s\n`

/** One line per layer, and the last line that says it all. */
export function summaryOf(results) {
  const sum = (key) => results.reduce((total, layer) => total + (layer[key] ?? 0), 0)
  return `${results.map(line).join('')}${sum('passed')} passed, ${sum('failed')} failed\n`
}

/** Names of the layers that are asked for. Throws for a name that is none. */
export function chosen(names, wanted, refuse) {
  const unknown = wanted.find((name) => !names.includes(name))
  if (unknown !== undefined) throw refuse(`There is no layer ${unknown}. The layers are ${names.join(', ')}.`)
  return names.filter((name) => wanted.length === 0 || wanted.includes(name))
}
