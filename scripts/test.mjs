#!/usr/bin/env node
/**
 * `npm test`: everything, on a fresh clone too. Layers: check, unit, up (the installation itself), real (against the engine), stories (Chromium).
 * Arguments: names of layers, or files of the layers real and stories to be run once more; none means all layers. They run whatever fails. The last line is "N passed, N failed"; the exit status is 1 when something failed.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesComplete, ensureDependencies, requireToolsNode } from './build/dependencies.mjs'
import { repository } from './build/repository.mjs'
import { check } from './check.mjs'
import { againOf, chosen, countsOf, ofPlaywright, ofVitest, reportOf, reportsFolder, summaryOf } from './test/reports.mjs'
import { anyCode, prepareReal, prepareStories, runStories, runVitest } from './test/runners.mjs'
import { takeLock } from './up/lock.mjs'
import { main } from './up/main.mjs'
import { UsageError } from './up/options.mjs'
import { ensureHostPackages } from './up/packages.mjs'
import { run } from './up/run.mjs'
import { step } from './up/steps.mjs'
import { isSupported, readSystem } from './up/system.mjs'

async function vitest(project) {
  const file = reportOf(project)
  return countsOf(file, await runVitest(project, file), ofVitest)
}

async function stories() {
  const file = reportOf('stories')
  return countsOf(file, await runStories(file), ofPlaywright)
}

/** The installation is a test of its own: twice, since the second run must change nothing and be quick. */
async function up() {
  const argv = [process.execPath, join(repository, 'scripts/up.mjs')]
  const { code } = await run(argv, { cwd: repository, inherit: true, accept: anyCode })
  if (code !== 0) return { passed: 0, failed: 1 }
  const from = Date.now()
  const again = await run(argv, { cwd: repository, inherit: true, accept: anyCode })
  const seconds = (Date.now() - from) / 1000
  process.stdout.write(`a second up on a healthy installation: ${seconds.toFixed(1)} s\n`)
  return again.code === 0 && seconds < 30 ? { passed: 2, failed: 0 } : { passed: 1, failed: 1 }
}

const layers = {
  check,
  unit: () => vitest('unit'),
  up,
  real: async () => {
    await prepareReal()
    return vitest('real')
  },
  stories: async () => {
    await prepareStories()
    return stories()
  },
}

/** The layers of these files, with nothing else in them. */
function partsOf(files) {
  const stories = files.filter((file) => file.endsWith('.spec.ts'))
  const real = files.filter((file) => !stories.includes(file))
  return {
    ...(real.length > 0 && {
      real: async () => {
        await prepareReal()
        return countsOf(againOf('real'), await runVitest('real', againOf('real'), real), ofVitest)
      },
    }),
    ...(stories.length > 0 && {
      stories: async () => {
        await prepareStories()
        return countsOf(againOf('stories'), await runStories(againOf('stories'), stories), ofPlaywright)
      },
    }),
  }
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
  const words = process.argv.slice(2)
  const files = words.filter((word) => /\.(?:real\.test|spec)\.ts$/.test(word))
  const parts = files.length > 0 ? partsOf(files) : layers
  const wanted = chosen(
    Object.keys(parts),
    words.filter((word) => !files.includes(word)),
    (text) => new UsageError(text),
  )
  mkdirSync(reportsFolder, { recursive: true })
  await prepare()
  const results = []
  for (const name of wanted) results.push(await runLayer(name, parts[name]))
  process.stdout.write(`\n${summaryOf(results)}`)
  return results.every(({ failed }) => failed === 0) ? 0 : 1
})
