#!/usr/bin/env node
/**
 * `npm test`: everything, on a fresh clone too. Layers: check, unit, up (the installation itself), real (against the engine), stories (Chromium).
 * Arguments: names of layers; none means all. They run whatever fails. The last line is "N passed, N failed"; the exit status is 1 when something failed.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesComplete, ensureDependencies, requireToolsNode } from './build/dependencies.mjs'
import { repository } from './build/repository.mjs'
import { check } from './check.mjs'
import { ensureBrowser } from './test/browser.mjs'
import { chosen, countsOf, ofPlaywright, ofVitest, summaryOf } from './test/reports.mjs'
import { takeLock } from './up/lock.mjs'
import { main } from './up/main.mjs'
import { UsageError } from './up/options.mjs'
import { ensureHostPackages, ensureTestPackages } from './up/packages.mjs'
import { run } from './up/run.mjs'
import { step } from './up/steps.mjs'
import { isSupported, readSystem } from './up/system.mjs'

const reports = join(repository, 'test-results', 'reports')
const anyCode = Array.from({ length: 256 }, (_, code) => code)
const node = (path, ...argv) => [process.execPath, join(repository, path), ...argv]
const environment = { CI: process.env.CI ?? '1', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }

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
  return countsOf(file, code, ofVitest)
}

async function stories() {
  const file = join(reports, 'stories.json')
  rmSync(file, { force: true })
  const argv = ['test', '--config', 'playwright.config.ts', '--reporter=list,json']
  const { code } = await run(node('node_modules/@playwright/test/cli.js', ...argv), {
    cwd: repository,
    env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    inherit: true,
    accept: anyCode,
  })
  return countsOf(file, code, ofPlaywright)
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

const testPackages = () => step('packages for tests', () => ensureTestPackages(readSystem()))

const layers = {
  check,
  unit: () => vitest('unit'),
  up,
  real: async () => {
    await testPackages()
    return vitest('real')
  },
  stories: async () => {
    await testPackages()
    await step('browser', ensureBrowser)
    return stories()
  },
}

/** npm compiles a module, for which a bare machine lacks the tools: they are among what `up` installs. */
async function prepare() {
  const system = readSystem()
  if (process.getuid?.() === 0 && isSupported(system) && !dependenciesComplete()) {
    const release = await takeLock('up')
    await step('Debian packages', () => ensureHostPackages(system))
    release()
  }
  await step('packages of npm', ensureDependencies)
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
  requireToolsNode()
  const wanted = chosen(Object.keys(layers), process.argv.slice(2), (text) => new UsageError(text))
  mkdirSync(reports, { recursive: true })
  await prepare()
  const results = []
  for (const name of wanted) results.push(await runLayer(name, layers[name]))
  process.stdout.write(`\n${summaryOf(results)}`)
  return results.every(({ failed }) => failed === 0) ? 0 : 1
})
