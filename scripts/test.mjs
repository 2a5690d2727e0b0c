#!/usr/bin/env node
/**
 * `npm test`: everything, on a fresh clone too. Layers: check, unit, up (the installation itself), real (against the engine), stories (Chromium).
 * All layers run, whatever fails. The last line is "N passed, N failed"; the exit status is 1 when something failed.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies } from './build/dependencies.mjs'
import { repository } from './build/repository.mjs'
import { check } from './check.mjs'
import { main } from './up/main.mjs'
import { ensureTestPackages } from './up/packages.mjs'
import { run } from './up/run.mjs'
import { readText } from './up/state.mjs'
import { step } from './up/steps.mjs'

const reports = join(repository, 'test-results', 'reports')
const anyCode = Array.from({ length: 256 }, (_, code) => code)
const node = (path, ...argv) => [process.execPath, join(repository, path), ...argv]
const environment = { CI: process.env.CI ?? '1', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }

const reportOf = (file, read) => {
  const text = readText(file)
  // A runner that died tells nothing: that is a failure, never zero tests.
  return text === undefined ? { passed: 0, failed: 1 } : read(JSON.parse(text))
}

async function vitest(project) {
  const file = join(reports, `${project}.json`)
  rmSync(file, { force: true })
  const argv = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run(node('node_modules/vitest/vitest.mjs', ...argv), {
    cwd: repository,
    env: environment,
    inherit: true,
    accept: anyCode,
  })
  const counts = reportOf(file, ({ numPassedTests, numFailedTests, numPendingTests, testResults }) => ({
    passed: numPassedTests,
    // A file that could not be loaded holds no failed test, but is one.
    failed:
      numFailedTests + numPendingTests + testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length,
  }))
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

async function stories() {
  const file = join(reports, 'stories.json')
  rmSync(file, { force: true })
  const configuration = ['playwright.config.ts', 'e2e/playwright.config.ts'].find((path) => existsSync(join(repository, path)))
  if (configuration === undefined) return { passed: 0, failed: 1 }
  const argv = ['test', '--config', configuration, '--reporter=list,json']
  const { code } = await run(node('node_modules/@playwright/test/cli.js', ...argv), {
    cwd: repository,
    env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    inherit: true,
    accept: anyCode,
  })
  const counts = reportOf(file, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
  }))
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/** The installation is a test of its own: twice, since the second run must change nothing and be quick. */
async function up() {
  const { code } = await run(node('scripts/up.mjs'), { cwd: repository, inherit: true, accept: anyCode })
  if (code !== 0) return { passed: 0, failed: 1 }
  const from = Date.now()
  const again = await run(node('scripts/up.mjs'), { cwd: repository, inherit: true, accept: anyCode })
  const seconds = (Date.now() - from) / 1000
  process.stdout.write(`a second up on a healthy installation: ${seconds.toFixed(1)} s\n`)
  return again.code === 0 && seconds < 30 ? { passed: 2, failed: 0 } : { passed: 1, failed: 1 }
}

const layers = {
  check,
  unit: () => vitest('unit'),
  up,
  real: async () => {
    await step('packages for tests', ensureTestPackages)
    return vitest('real')
  },
  stories: async () => {
    await step('packages for tests', ensureTestPackages)
    return stories()
  },
}

async function runLayer(name, work) {
  const from = Date.now()
  process.stdout.write(`\n== ${name}\n`)
  const counts = await work().catch((error) => {
    process.stdout.write(`${error.message}\n`)
    return { passed: 0, failed: 1 }
  })
  return { name, ...counts, seconds: (Date.now() - from) / 1000 }
}

await main(async () => {
  mkdirSync(reports, { recursive: true })
  const results = []
  await step('packages of npm', ensureDependencies)
  const wanted = process.argv.slice(2)
  for (const [name, work] of Object.entries(layers)) {
    if (wanted.length === 0 || wanted.includes(name)) results.push(await runLayer(name, work))
  }
  process.stdout.write('\n')
  for (const { name, passed, failed, seconds } of results) {
    process.stdout.write(
      `${name.padEnd(8)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds.toFixed(1).padStart(7)} s\n`,
    )
  }
  const sum = (key) => results.reduce((total, layer) => total + layer[key], 0)
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
  return sum('failed') === 0 ? 0 : 1
})
