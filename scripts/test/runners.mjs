/** How the runners of tests are called. Each leaves a report at `file`, where an earlier one is removed first, and answers its exit status. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { ensureTestPackages } from '../up/packages.mjs'
import { run } from '../up/run.mjs'
import { step } from '../up/steps.mjs'
import { readSystem } from '../up/system.mjs'
import { ensureBrowser } from './browser.mjs'

export const anyCode = Array.from({ length: 256 }, (_, code) => code)
const environment = { CI: process.env.CI ?? '1', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }

async function runner(file, path, argv, env = {}) {
  rmSync(file, { force: true })
  const { code } = await run([process.execPath, join(repository, path), ...argv], {
    cwd: repository,
    env: { ...environment, ...env },
    inherit: true,
    accept: anyCode,
  })
  return code
}

/** `more`: files, and a filter of titles. */
export const runVitest = (project, file, more = []) =>
  runner(file, 'node_modules/vitest/vitest.mjs', [
    ...['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ...more,
  ])

export const runStories = (file, more = []) =>
  runner(file, 'node_modules/@playwright/test/cli.js', ['test', '--config', 'playwright.config.ts', '--reporter=list,json', ...more], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })

/** What tests against the installation need on the machine. */
export const prepareReal = () => step('packages for tests', () => ensureTestPackages(readSystem()))

export async function prepareStories() {
  await prepareReal()
  await step('browser', ensureBrowser)
}
